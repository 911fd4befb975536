//! Amounts in capital numerals 大写金额, as documents and cheques have them.

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

pub(super) fn capital(minor: i64) -> String {
    let digit = |n: u64| usize::try_from(n).ok().and_then(|n| DIGITS.get(n).copied()).unwrap_or_default();
    let abs = minor.unsigned_abs();
    let (yuan, jiao, fen) = (abs / 100, abs / 10 % 10, abs % 10);
    let mut out = String::from(if minor < 0 { "人民币负" } else { "人民币" });
    if yuan > 0 {
        out += &groups(yuan, &digit);
        out += "元";
    }
    match (jiao, fen) {
        (0, 0) => out += if yuan == 0 { "零元整" } else { "整" },
        (0, fen) => {
            if yuan > 0 {
                out += "零";
            }
            out += digit(fen);
            out += "分";
        }
        (jiao, fen) => {
            if yuan > 0 && yuan.is_multiple_of(10) {
                out += "零";
            }
            out += digit(jiao);
            out += "角";
            if fen > 0 {
                out += digit(fen);
                out += "分";
            }
        }
    }
    out
}

/// Whole yuan, four digits at a time.
fn groups(yuan: u64, digit: &dyn Fn(u64) -> &'static str) -> String {
    let mut out = String::new();
    let mut pending_zero = false;
    for (unit, name) in [(1_000_000_000_000_u64, "万亿"), (100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let group = if unit == 1_000_000_000_000 { yuan / unit } else { yuan / unit % 10_000 };
        if group == 0 {
            pending_zero = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (pending_zero || group < 1000) {
            out += "零";
        }
        pending_zero = false;
        out += &four(group, digit);
        out += name;
    }
    out
}

fn four(group: u64, digit: &dyn Fn(u64) -> &'static str) -> String {
    let mut out = String::new();
    let mut zero = false;
    for (unit, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let n = group / unit % 10;
        if n == 0 {
            zero = !out.is_empty();
            continue;
        }
        if zero {
            out += "零";
            zero = false;
        }
        out += digit(n);
        out += name;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Money;

    #[test]
    fn capital_numerals_follow_the_payment_rules() {
        for (minor, text) in [
            (140_950, "人民币壹仟肆佰零玖元伍角"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
            (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
            (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
            (32_504, "人民币叁佰贰拾伍元零肆分"),
            (1_000, "人民币壹拾元整"),
            (5, "人民币伍分"),
            (10_001_000_000, "人民币壹亿零壹万元整"),
            (0, "人民币零元整"),
        ] {
            assert_eq!(Money::cny(minor).capital(), text);
        }
    }
}
