//! A form as a JSON schema: every field with type, limits, choices, whether it must be said, and an example.

use serde_json::{Map, Value, json};

use crate::ui::{Field, FieldKind, Form};

/// What an endpoint takes, by the type of the body: JSON, and a form with files where it asks for some. In a form the
/// fields of rows are named as JSON is flattened: `lines.0.quantity`.
pub fn of_form(form: &Form) -> Value {
    let json = json!({"schema": of_fields(&form.fields, false)});
    if form.files().next().is_none() {
        return json!({"application/json": json});
    }
    let form = json!({"schema": of_fields(&form.fields, true)});
    json!({"application/json": json, "multipart/form-data": form})
}

fn of_fields(fields: &[Field], files: bool) -> Value {
    let asked = || fields.iter().filter(|f| is_asked(f, files));
    let properties: Map<String, Value> = asked().map(|f| (f.name.clone(), of_field(f))).collect();
    let required: Vec<&str> = asked().filter(|f| f.required).map(|f| f.name.as_str()).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn is_asked(field: &Field, files: bool) -> bool {
    let asked = match field.kind {
        FieldKind::Static(_) | FieldKind::Heading => false,
        FieldKind::Files { .. } => files,
        _ => true,
    };
    asked && !field.name.is_empty()
}

fn of_field(field: &Field) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| _ = out.insert(name.to_owned(), value);
    if !field.label.is_empty() {
        put("title", json!(field.label));
    }
    let condition = field.conditional.then_some("asked for under a condition");
    let words: Vec<&str> = field.help.as_deref().into_iter().chain(condition).collect();
    if !words.is_empty() {
        put("description", json!(words.join("; ")));
    }
    let (kind, format, example) = shape(&field.kind);
    put("type", json!(kind));
    if !format.is_empty() {
        put("format", json!(format));
    }
    if !example.is_null() {
        put("example", example);
    }
    for (name, bound) in [("x-least", &field.least), ("x-most", &field.most)] {
        if let Some(bound) = bound {
            put(name, json!(bound));
        }
    }
    if let Some(decimals) = decimals(&field.kind) {
        put("x-decimals", json!(decimals));
    }
    if kind == "integer" {
        let whole = |bound: &Option<String>| bound.as_ref().and_then(|b| b.parse::<i64>().ok());
        put("minimum", json!(whole(&field.least)));
        put("maximum", json!(whole(&field.most)));
    }
    if let Some(chars) = field.chars {
        put("maxLength", json!(chars));
    }
    if let Some(default) = &field.default {
        put("default", json!(default));
    }
    match &field.kind {
        FieldKind::Choice(options) | FieldKind::Radio(options) if !options.is_empty() => {
            put("enum", options.iter().map(|o| json!(o.value)).collect());
            let labels: Map<String, Value> =
                options.iter().map(|o| (o.value.clone(), json!(o.label))).collect();
            put("x-labels", Value::Object(labels));
        }
        FieldKind::Lines { columns, .. } => put("items", of_fields(columns, false)),
        FieldKind::Files { .. } => put("items", json!({"type": "string", "format": "binary"})),
        _ => {}
    }
    out.retain(|_, value| !value.is_null());
    Value::Object(out)
}

/// Type, format and an example. Quantities and amounts are text, so that no client rounds them.
fn shape(kind: &FieldKind) -> (&'static str, &'static str, Value) {
    match kind {
        FieldKind::Date => ("string", "date", json!("2026-11-24")),
        FieldKind::Time => ("string", "time", json!("14:30")),
        FieldKind::Money => ("string", "decimal", json!("3680.00")),
        FieldKind::Price => ("string", "decimal", json!("3256.637168")),
        FieldKind::Quantity => ("string", "decimal", json!("24.6")),
        FieldKind::Integer => ("integer", "", json!(3)),
        FieldKind::Flag => ("boolean", "", json!(true)),
        FieldKind::Password => ("string", "password", Value::Null),
        FieldKind::Lines { .. } | FieldKind::Files { .. } => ("array", "", Value::Null),
        FieldKind::Choice(options) | FieldKind::Radio(options) => {
            ("string", "", options.first().map_or(Value::Null, |o| json!(o.value)))
        }
        _ => ("string", "", Value::Null),
    }
}

/// How many decimals are read at most.
fn decimals(kind: &FieldKind) -> Option<u8> {
    match kind {
        FieldKind::Money => Some(2),
        FieldKind::Price | FieldKind::Quantity => Some(6),
        _ => None,
    }
}
