//! The first who can sign in: an administrator whom nobody appoints, where nobody can sign in yet (trust control 18).

use domain::ids::PersonId;
use domain::person::{Person, Profile, Role};
use kernel::form::Form;
use kernel::{Door, Result};

use super::{actions, store};

/// The first administrator, as whoever works on the server names them.
#[derive(Clone)]
pub struct First {
    /// Full name.
    pub name: String,
    /// What they sign in by; their staff number too, where they are not known yet.
    pub login: String,
    /// Their password.
    pub password: String,
}

impl First {
    /// Asks for one, the password twice.
    pub fn ask(f: &Form) -> Self {
        let name = f.text("name", "姓名", 40).required();
        let login = f.text("login", "登录名", 40).preset("admin".to_owned()).code();
        let password = f.secret("password", "密码").help("至少 8 个字符").required();
        let again = f.secret("again", "再输入一次密码").required();
        if password != again {
            f.wrong("again", "两次输入的密码不一样。请重新输入");
        }
        Self { name, login, password }
    }
}

/// Makes the first administrator and their account; nothing where somebody can sign in already. Who is known by the staff number
/// keeps what is known of them. A password that is easily guessed is refused at `password`.
pub fn appoint(door: &mut Door, first: &First) -> Result<Option<PersonId>> {
    // Two servers on one database ask one after the other.
    door.conn.hold("instance", "one", &[1_i64.into()])?;
    if store::any_credential(door.conn)? {
        return Ok(None);
    }
    let known = match store::by_code(door.conn, &first.login)? {
        Some(brief) => door.load::<Person>(brief.id)?.profile.clone(),
        None => Profile::default(),
    };
    let mut roles = known.roles.clone();
    if !roles.contains(&Role::Administrator) {
        roles.push(Role::Administrator);
    }
    let profile = Profile { code: first.login.clone(), name: first.name.clone(), roles, ..known };
    let (id, _) = actions::put(door, profile)?;
    actions::set_password(door, id, &first.login, &first.password)?;
    Ok(Some(id))
}
