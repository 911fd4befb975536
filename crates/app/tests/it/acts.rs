//! What the site declares holds together: each deed is one operation, each act describes itself in full.

use app::site::SITE;
use domain::deed::Deed;
use jiff::civil::datetime;
use kernel::i18n::Lang;
use kernel::ui::Ui;
use kernel::web::openapi;
use serde_json::Value;

#[test]
fn every_deed_is_exactly_one_operation() {
    for deed in Deed::ALL {
        let found = SITE.operations().filter(|o| o.deed() == *deed).count();
        assert_eq!(found, 1, "{}: a follow-up that names it needs its button", deed.name());
    }
    assert_eq!(SITE.operations().count(), Deed::ALL.len());
}

#[test]
fn an_act_describes_itself_the_same_on_any_day() {
    let document = |day: i8| {
        let ui = Ui::anonymous(Lang::En, datetime(2026, 11, day, 9, 30, 0, 0));
        openapi::openapi(&SITE, "https://gendan.example", &ui)
    };
    assert_eq!(document(2), document(24));
}

#[test]
fn every_act_names_the_type_of_every_field() {
    let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 9, 30, 0, 0));
    let document = openapi::openapi(&SITE, "https://gendan.example", &ui);
    for feature in SITE.features {
        for act in feature.acts {
            let path = format!("/api/v1{}", act.path());
            let body = &document["paths"][&path]["post"]["requestBody"]["content"]["application/json"];
            typed(&path, &body["schema"]);
        }
    }
}

fn typed(path: &str, schema: &Value) {
    assert_eq!(schema["type"], "object", "{path}");
    for (name, field) in schema["properties"].as_object().unwrap() {
        assert!(field["type"].is_string(), "{path} {name}: {field}");
        if field["type"] == "array" {
            typed(&format!("{path} {name}"), &field["items"]);
        }
    }
    for name in schema["required"].as_array().unwrap() {
        assert!(schema["properties"][name.as_str().unwrap()].is_object(), "{path}: {name} is required");
    }
}
