//! Routes, each with who may ask there: none is mounted that does not say so (control 1).

use axum::Router;
use axum::extract::Extension;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use domain::access::Right;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::state::App;

/// Who may ask at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Who {
    /// Whoever reaches us: to sign in, to learn whether we are here.
    #[default]
    Anybody,
    /// Whoever is signed in; what they get is asked thing by thing.
    SignedIn,
    /// Whoever holds this right.
    Holds(Right),
}

impl Who {
    /// [`Error::Forbidden`](crate::Error::Forbidden) where somebody who is signed in may not ask here.
    pub fn admits(self, ctx: &Ctx) -> Result<()> {
        match self {
            Self::Holds(right) => ctx.may(right),
            Self::Anybody | Self::SignedIn => Ok(()),
        }
    }
}

/// A route as it was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: Method,
    /// Its path, with names for what differs: `/orders/{id}`.
    pub path: String,
    /// Who may ask there.
    pub who: Who,
}

/// Routes with what answers them.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    declared: Vec<Route>,
}

impl Routes {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// With what is read at `path`.
    #[must_use]
    pub fn get<H, T>(self, who: Who, path: &str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::GET, who, path, routing::get(handler))
    }

    /// With what is sent to `path`.
    #[must_use]
    pub fn post<H, T>(self, who: Who, path: &str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::POST, who, path, routing::post(handler))
    }

    /// With these too.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.declared.extend(other.declared);
        Self { router: self.router.merge(other.router), declared: self.declared }
    }

    /// What was declared, for tests that walk over all of it.
    pub fn declared(&self) -> &[Route] {
        &self.declared
    }

    /// What answers.
    pub(super) fn into_router(self) -> Router<App> {
        self.router
    }

    fn with(mut self, method: Method, who: Who, path: &str, handler: MethodRouter<App>) -> Self {
        self.declared.push(Route { method, path: path.to_owned(), who });
        // It goes with the request, to be asked where it is known who asks ([`crate::web::Req`]).
        Self { router: self.router.route(path, handler.layer(Extension(who))), declared: self.declared }
    }
}
