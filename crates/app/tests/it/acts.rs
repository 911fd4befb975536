//! What the site declares holds together: each deed is one endpoint, each act describes itself in full.

use app::site::SITE;
use domain::deed::Deed;
use jiff::civil::datetime;
use kernel::files::Uploads;
use kernel::i18n::Lang;
use kernel::ui::Ui;
use kernel::web::openapi;
use serde_json::{Value, json};

use crate::handbook::h2_thread::order_of;
use crate::kit::TestApp;

#[test]
fn every_deed_is_exactly_one_operation() {
    for deed in Deed::ALL {
        let found = SITE.endpoints().filter(|o| o.deed() == *deed).count();
        assert_eq!(found, 1, "{}: a follow-up that names it needs its button", deed.name());
    }
    assert_eq!(SITE.endpoints().count(), Deed::ALL.len());
}

#[test]
fn an_act_describes_itself_the_same_on_any_day() {
    let document = |day: i8| {
        let ui = Ui::anonymous(Lang::En, datetime(2026, 11, day, 9, 30, 0, 0));
        openapi::openapi(&SITE, "https://gendan.example", &Uploads::default(), &ui)
    };
    assert_eq!(document(2), document(24));
}

#[test]
fn every_act_names_the_type_of_every_field() {
    let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 9, 30, 0, 0));
    let document = openapi::openapi(&SITE, "https://gendan.example", &Uploads::default(), &ui);
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

#[tokio::test(flavor = "multi_thread")]
async fn h8_1_an_order_tells_what_the_reader_can_do_with_it_now() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let order = clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
    let id = order["id"].as_str().unwrap();
    let path = format!("/api/v1/orders/{id}");
    let draft = clerk.get(&path).await.ok().json();
    assert_eq!(draft["operations"][0], "order.submit", "the main one comes first: {draft}");
    clerk.fill("order.submit", id, json!({})).await.ok();
    let open = |order: Value| order["operations"].as_array().unwrap().clone();
    let submitted = open(clerk.get(&path).await.ok().json());
    assert!(submitted.contains(&json!("order.correct")), "{submitted:?}");
    assert!(!submitted.contains(&json!("order.review")), "its departments': {submitted:?}");
    let finance = open(app.user("梁敏").await.get(&path).await.ok().json());
    assert!(finance.contains(&json!("order.review")), "{finance:?}");
    assert!(!submitted.contains(&json!("order.review_short")), "the lead's: {submitted:?}");
}

/// Endpoints that take no files, or features whose operations take none, and why.
const NO_PROOF: [(&str, &str); 24] = [
    ("company.describe", "settings"),
    ("company.days", "settings; a whole notice comes as a file"),
    ("person.", "people and sign-in"),
    ("supplier.", "master data"),
    ("carrier.", "master data"),
    ("item.", "master data"),
    ("place.", "master data"),
    ("center.", "master data"),
    ("customer.new", "master data"),
    ("customer.edit", "master data"),
    ("customer.retire", "master data"),
    ("customer.restore", "master data"),
    ("customer.propose", "master data"),
    ("customer.correct", "master data"),
    ("customer.confirm", "master data"),
    ("customer.send_back", "master data"),
    ("customer.withdraw", "master data"),
    ("customer.erase", "what is erased is not kept as a file beside it"),
    ("import.tell_layout", "the layout of a sheet, no fact of a case"),
    ("import.forget_layout", "the layout of a sheet, no fact of a case"),
    ("order.submit", "hands in what stands in the draft, whose files are there already"),
    ("order.snooze", "puts off a reminder; nothing has happened"),
    ("stock.allocate", "sums of our own books, nothing that anybody said"),
    ("pegging.weigh", "sums of our own books, nothing that anybody said"),
];

#[test]
fn h2_1_every_act_of_a_case_or_a_document_takes_files_that_prove_it() {
    let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 9, 30, 0, 0));
    let document = openapi::openapi(&SITE, "https://gendan.example", &Uploads::default(), &ui);
    for endpoint in SITE.endpoints() {
        let name = endpoint.name();
        let excepted =
            NO_PROOF.iter().find(|(of, _)| name == *of || of.ends_with('.') && name.starts_with(of));
        let form = endpoint.describe(&ui);
        assert_eq!(form.files().count() == 0, excepted.is_some(), "{name}: files, or a reason why none");
        // The API takes what the form takes.
        let content =
            &document["paths"][format!("/api/v1{}", endpoint.path())]["post"]["requestBody"]["content"];
        let schema = &content["multipart/form-data"]["schema"]["properties"];
        for field in form.files() {
            assert_eq!(schema[&field.name]["items"]["format"], "binary", "{name} {}", field.name);
        }
        assert_eq!(content["multipart/form-data"].is_null(), excepted.is_some(), "{name}");
    }
    for (of, why) in NO_PROOF {
        let known = SITE.endpoints().any(|o| o.name() == of || of.ends_with('.') && o.name().starts_with(of));
        assert!(known && !why.is_empty(), "{of} is no endpoint any more");
    }
}

#[test]
fn h2_1_a_fact_of_an_earlier_version_has_no_proof() {
    use domain::history::Noun as _;
    use domain::order::{Fact, Order};
    let held: Fact = serde_json::from_value(json!({"Held": {"reason": "客户改图"}})).unwrap();
    assert_eq!(held, Fact::Held { reason: "客户改图".into(), files: Vec::new() });
    let review = json!({"department": "money", "verdict": "accept", "note": "", "earliest": null});
    let reviewed = json!({"Reviewed": {"review": review, "conditions": []}});
    assert!(
        serde_json::from_value::<Fact>(reviewed).is_ok_and(|fact| Order::kind(&fact) == "order.reviewed")
    );
}
