//! Names and addresses that are ours, days that fit.

use super::*;

#[test]
fn c35_no_code_is_printed_that_a_phone_cannot_open() {
    let at = |base_url: &str| Config { base_url: base_url.into(), ..Config::default() };
    for own in [
        "http://127.0.0.1:4010",
        "http://127.8.8.8",
        "http://localhost:4010",
        "http://LocalHost./",
        "http://gendan.localhost",
        "http://0.0.0.0:4010",
        "http://169.254.7.7",
        "http://[::1]:4010",
        "http://[::]:4010",
        "http://[::ffff:127.0.0.1]",
        "http://[fe80::1]",
        "",
    ] {
        assert_eq!(at(own).code_of("/work/1"), None, "{own}");
    }
    for known in [
        "http://192.168.1.5:4010",
        "https://gendan.example",
        "http://localhost.example",
        "http://[2001:db8::5]:4010",
    ] {
        assert_eq!(at(known).code_of("/work/1").unwrap(), format!("{known}/work/1"));
    }
    assert_eq!(at("http://192.168.1.5/").code_of("/work/1").unwrap(), "http://192.168.1.5/work/1");
}

#[test]
fn control_40_a_request_calls_us_by_a_name_that_is_ours() {
    let config = Config {
        base_url: "https://Gendan.example:8443/".into(),
        hosts: names("gendan.lan, ORDERS.example.").unwrap(),
        ..Config::default()
    };
    for ours in [
        "gendan.example",
        "GENDAN.example.:443",
        "gendan.lan:80",
        "orders.example",
        "localhost:4010",
        "192.168.1.5:4010",
        "[2001:db8::5]:4010",
        "[::1]",
    ] {
        assert!(config.is_called(ours), "{ours}");
    }
    for other in [
        "",
        ":80",
        "evil.example",
        "gendan.example.evil",
        "evil.example:gendan.example",
        "gendan.example@evil",
        "gendan.example:80:80",
        "[::1",
        "1.2.3.4.evil.example",
    ] {
        assert!(!config.is_called(other), "{other}");
    }
    assert!(kept_days(29).is_err() && kept_days(400) == Ok(400));
    assert!(names("https://gendan.lan").is_err() && addresses("proxy").is_err());
    assert_eq!(addresses("127.0.0.1, ::1").unwrap().len(), 2);
}

#[test]
fn a_password_in_the_address_of_the_database_is_not_printed() {
    let config =
        Config { database_url: Some("postgres://gendan:secret@db/gendan".into()), ..Config::default() };
    assert!(!format!("{config:?}").contains("secret"));
}
