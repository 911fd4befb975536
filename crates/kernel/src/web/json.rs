//! A JSON body, read within bounds (trust controls 31, 32, 34): so deep, lists so long, no name twice, no number that fits nowhere.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, FieldError, Result};
use crate::i18n::zh;
use crate::said::ROWS;
use crate::said::TWICE;

/// Bytes of a body.
pub(super) const MOST: usize = 1 << 20;
/// Levels of lists and objects.
const DEPTH: usize = 32;

/// What a larger body is told.
pub(super) const TOO_LARGE: Error =
    Error::Http { status: 413, text: zh("请求体超过 1 MB。请分成几次") };
const TOO_DEEP: Error = Error::Http { status: 400, text: zh("JSON 嵌套超过 32 层") };
const NO_JSON: Error = Error::Http { status: 400, text: zh("请求体不是有效的 JSON") };
const TOO_LONG: &str = zh("列表最多 {max} 项。请分成几次");
const NO_PLACE: &str = zh("这个数太大，写不下。请核对");

/// Reads `bytes`; an empty body is an empty object. 400 where it is no JSON, too deep, or says a name twice; 422 at the field where
/// a list is too long or a number fits nowhere.
pub(super) fn parse(bytes: &[u8]) -> Result<Value> {
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let state = RefCell::new(State::default());
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = Bounded { state: &state, depth: 0 }.deserialize(&mut json);
    let read = read.and_then(|value| json.end().map(|()| value));
    let state = state.into_inner();
    match read {
        Ok(value) => Ok(value),
        Err(_) if state.wrong.is_some() => Err(state.wrong.unwrap_or(NO_JSON)),
        Err(error) if error.to_string().starts_with("number out of range") => {
            Err(Error::field(state.path.join("."), NO_PLACE))
        }
        Err(_) => Err(NO_JSON),
    }
}

/// Where the reader is, and what it has found wrong.
#[derive(Default)]
struct State {
    path: Vec<String>,
    wrong: Option<Error>,
}

#[derive(Clone, Copy)]
struct Bounded<'s> {
    state: &'s RefCell<State>,
    depth: usize,
}

impl Bounded<'_> {
    /// Stops the reading because of `wrong`.
    fn refuse<E: serde::de::Error>(self, wrong: Error) -> E {
        self.state.borrow_mut().wrong = Some(wrong);
        E::custom("refused")
    }

    fn below<E: serde::de::Error>(self) -> std::result::Result<Self, E> {
        if self.depth >= DEPTH {
            return Err(self.refuse(TOO_DEEP));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    fn enter(self, name: String) {
        self.state.borrow_mut().path.push(name);
    }

    fn leave(self) {
        self.state.borrow_mut().path.pop();
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        loop {
            self.enter(list.len().to_string());
            let Some(item) = items.next_element_seed(below)? else { break };
            self.leave();
            if list.len() >= ROWS {
                let field = self.state.borrow().path.join(".");
                let wrong = FieldError {
                    params: vec![("max", ROWS.to_string())],
                    ..FieldError::new(field, TOO_LONG)
                };
                return Err(self.refuse(Error::Invalid(vec![wrong])));
            }
            list.push(item);
        }
        self.leave();
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> std::result::Result<Value, A::Error> {
        let below = self.below()?;
        let mut map = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            if map.contains_key(&name) {
                return Err(self.refuse(TWICE));
            }
            self.enter(name.clone());
            let value = entries.next_value_seed(below)?;
            self.leave();
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Error {
        parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        let text = r#"{"a":[1,-2,2.5,"x",null,true],"b":{"c":[]},"d":18446744073709551615}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
        assert_eq!(parse(b"").unwrap(), Value::Object(Map::new()));
    }

    #[test]
    fn bounds_are_kept() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(parse(nested(32).as_bytes()).is_ok());
        assert!(matches!(refused(&nested(33)), Error::Http { status: 400, .. }));
        let list = |n: usize| format!(r#"{{"lines":[{}]}}"#, vec!["1"; n].join(","));
        assert!(parse(list(ROWS).as_bytes()).is_ok());
        assert!(matches!(refused(&list(ROWS + 1)), Error::Invalid(wrong) if wrong[0].field == "lines"));
    }

    #[test]
    fn a_name_twice_a_lone_surrogate_and_a_number_without_end_are_refused() {
        assert!(matches!(refused(r#"{"a":1,"a":2}"#), Error::Http { status: 400, .. }));
        assert!(matches!(refused(r#"{"a":{"b":1,"b":1}}"#), Error::Http { status: 400, .. }));
        for broken in [r#"{"a":"\ud800"}"#, r#"{"a":1}x"#, "{", "NaN", r#"{"a":Infinity}"#] {
            assert!(matches!(refused(broken), Error::Http { status: 400, .. }), "{broken}");
        }
        let huge = refused(r#"{"lines":[{"quantity":1e400}]}"#);
        assert!(matches!(huge, Error::Invalid(wrong) if wrong[0].field == "lines.0.quantity"));
    }
}
