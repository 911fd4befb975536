//! The acts of every master: written, written anew, taken out of use and back.

use domain::deed::Deed;
use kernel::act::{Act, act};
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Error, Result};

use super::{Master, Record};

/// Writes a new one down.
pub const fn new<N: Master>(deed: Deed, path: &'static str) -> Act<Record<N>, N::Profile> {
    act(deed, path, N::ask, add::<N>).unversioned().done("已保存")
}

/// Writes it anew.
pub const fn edit<N: Master>(deed: Deed, path: &'static str) -> Act<Record<N>, N::Profile> {
    act(deed, path, N::ask, write::<N>).editing().done("已保存")
}

/// Takes it out of use.
pub const fn retire<N: Master>(deed: Deed, path: &'static str) -> Act<Loaded<N>, String> {
    act(deed, path, reason::<N>, end::<N>).unversioned().done(N::WORDS.retired)
}

/// Takes it back into use.
pub const fn restore<N: Master>(deed: Deed, path: &'static str) -> Act<Loaded<N>, ()> {
    act(deed, path, nothing::<N>, take_back::<N>).unversioned().done(N::WORDS.restored)
}

fn page<N: Master>(id: N::Id) -> String {
    format!("{}/{id}", N::PATH)
}

fn add<N: Master>(door: &mut Door, _: Record<N>, profile: N::Profile) -> Result<Done> {
    let code = N::code(&profile).to_owned();
    let id = N::add(door, profile)?;
    Ok(Done::made(page::<N>(id), "", id, code))
}

fn write<N: Master>(door: &mut Door, at: Record<N>, profile: N::Profile) -> Result<Done> {
    // The code says whose record is written: another one would write somebody else's.
    if N::code(&profile) != N::code(at.known()) {
        return Err(Error::field("code", "编码不能改。请停用后新建"));
    }
    N::put(door, profile)?;
    Ok(Done::changed(page::<N>(at.thing.id()), ""))
}

fn reason<N: Master>(f: &Form, _: &Loaded<N>) -> String {
    f.intro(N::WORDS.retiring);
    f.reason()
}

fn end<N: Master>(door: &mut Door, thing: Loaded<N>, reason: String) -> Result<Done> {
    let id = thing.id();
    N::set_retired(door, thing, Some(reason))?;
    Ok(Done::changed(page::<N>(id), ""))
}

fn nothing<N: Master>(_: &Form, _: &Loaded<N>) {}

fn take_back<N: Master>(door: &mut Door, thing: Loaded<N>, (): ()) -> Result<Done> {
    let id = thing.id();
    N::set_retired(door, thing, None)?;
    Ok(Done::changed(page::<N>(id), ""))
}
