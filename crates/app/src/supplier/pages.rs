//! The page of a supplier (H4.3).

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::access::Right;
use domain::confidential::Kind;
use domain::ids::SupplierId;
use domain::supplier::Supplier;
use kernel::ui::{Button, Card, Cell, Fact, Facts, Html, PageHeader, Tone};
use kernel::web::{Page, Req};
use kernel::{App, Error};

/// The routes of this feature beside its list and operations.
pub fn router() -> Router<App> {
    Router::new().route("/suppliers/{id}", get(page))
}

async fn page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        door.ctx.may(Right::ReadMasterData)?;
        let id: SupplierId = id.parse().map_err(|_| Error::NotFound)?;
        let loaded = door.load::<Supplier>(id)?;
        let p = &loaded.profile;
        let mut facts = vec![
            Fact::new(ui.t("供应商编码"), Cell::code(p.code.clone())),
            Fact::new(ui.t("类别"), Cell::text(p.category.clone())),
            Fact::new(ui.t("交期（天）"), Cell::Integer(p.lead_days)),
            Fact::new(ui.t("结算方式"), Cell::text(p.terms.clone())),
        ];
        if door.ctx.sees(Kind::Contact) {
            door.look(Kind::Contact);
            facts.push(Fact::new(ui.t("电话"), Cell::text(p.phone.open().clone())));
        }
        let mut header = PageHeader::new(&p.name);
        if loaded.retired {
            header = header.badge(Tone::Quiet, ui.t("停用"));
        }
        if door.ctx.can(Right::WriteMasterData) {
            let href = |act: &str| format!("/suppliers/{id}/{act}");
            header = if loaded.retired {
                header.action(Button::dialog(ui.t("恢复使用"), href("restore")))
            } else {
                header
                    .action(Button::dialog(ui.t("停用"), href("retire")).danger())
                    .action(Button::dialog(ui.t("编辑供应商"), href("edit")).primary())
            };
        }
        let parts = vec![header.render(ui), Card::bare(Facts { facts }.render(ui)).padded().render(ui)];

        Ok(Page::new(&p.name, Html::concat(parts)))
    })
    .await
}
