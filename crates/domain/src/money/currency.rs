//! Currencies by their ISO code. Only the yuan can be entered so far (ADR 0018); the others are known, so that an
//! amount in one is refused by name.

use crate::choice::Choice as _;

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs, reason = "the names are the ISO codes")]
pub enum Currency {
    #[default]
    Cny,
    Usd,
    Eur,
    Hkd,
    Jpy,
    Gbp,
    Twd,
    Mop,
    Sgd,
    Aud,
    Cad,
    Krw,
    Chf,
}

crate::choice!(Currency {
    Cny = "CNY", "人民币（CNY）";
    Usd = "USD", "美元（USD）";
    Eur = "EUR", "欧元（EUR）";
    Hkd = "HKD", "港元（HKD）";
    Jpy = "JPY", "日元（JPY）";
    Gbp = "GBP", "英镑（GBP）";
    Twd = "TWD", "新台币（TWD）";
    Mop = "MOP", "澳门元（MOP）";
    Sgd = "SGD", "新加坡元（SGD）";
    Aud = "AUD", "澳大利亚元（AUD）";
    Cad = "CAD", "加拿大元（CAD）";
    Krw = "KRW", "韩元（KRW）";
    Chf = "CHF", "瑞士法郎（CHF）";
});

impl Currency {
    /// Its ISO code.
    pub fn code(self) -> &'static str {
        crate::choice::Choice::code(self)
    }

    /// The one with this ISO code.
    pub fn of_code(code: &str) -> Option<Self> {
        crate::choice::Choice::of_code(code)
    }

    /// What people read, in Chinese, with the code.
    pub fn name(self) -> &'static str {
        self.label()
    }

    /// The sign before an amount of it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Cny => "¥",
            Self::Usd => "$",
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Hkd => "HK$",
            Self::Jpy => "JP¥",
            other => other.code(),
        }
    }

    /// Decimals of its amounts: yen and won have no smaller coin.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Jpy | Self::Krw => 0,
            _ => 2,
        }
    }
}
