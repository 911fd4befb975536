//! The page of a carrier (H6.4).

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::carrier::Carrier;
use domain::confidential::Kind;
use domain::ids::CarrierId;
use kernel::ui::{Button, Card, Cell, Fact, Facts, Html, PageHeader, Tone};
use kernel::web::{Page, Req};
use kernel::{App, Error};

/// The routes of this feature beside its list and operations.
pub fn router() -> Router<App> {
    Router::new().route("/carriers/{id}", get(page))
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        door.ctx.may(Right::ReadMasterData)?;
        let id: CarrierId = id.parse().map_err(|_| Error::NotFound)?;
        let loaded = door.load::<Carrier>(id)?;
        let p = &loaded.profile;
        let mut facts = vec![
            Fact::new(ui.t("编码"), Cell::code(p.code.clone())),
            Fact::new(ui.t("运输方式"), Cell::text(p.mode.clone())),
            Fact::new(ui.t("类型"), Cell::text(p.category.clone())),
            Fact::new(ui.t("日行公里"), Cell::Integer(p.km_per_day)),
            Fact::new(ui.t("装卸天数"), Cell::Integer(p.handling_days)),
        ];
        if door.ctx.sees(Kind::Contact) {
            door.look(Kind::Contact);
            facts.push(Fact::new(ui.t("电话"), Cell::text(p.phone.clone())));
        }

        let mut header = PageHeader::new(&p.name);
        if loaded.retired {
            header = header.badge(Tone::Quiet, ui.t("停用"));
        }
        if door.ctx.can(Right::WriteMasterData) {
            let href = |act: &str| format!("/carriers/{id}/{act}");
            header = if loaded.retired {
                header.action(Button::dialog(ui.t("恢复使用"), href("restore")))
            } else {
                header
                    .action(Button::dialog(ui.t("停用"), href("retire")).danger())
                    .action(Button::dialog(ui.t("编辑承运商"), href("edit")).primary())
            };
        }
        let parts = vec![header.render(ui), Card::bare(Facts { facts }.render(ui)).padded().render(ui)];

        Ok(Page::new(&p.name, Html::concat(parts)))
    })
    .await
}
