//! Ways of talking to somebody 方式.

use crate::choice::Choice as _;

/// A way of talking to somebody; facts keep its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By telephone.
    Phone,
    /// By chat.
    Wechat,
    /// Face to face.
    Visit,
    /// By mail.
    Mail,
    /// In a meeting.
    Meeting,
    /// Otherwise.
    Other,
}

impl Channel {
    /// The way with this code, which a fact has kept; an unknown one is some other way.
    pub fn kept(code: &str) -> Self {
        Self::of_code(code).unwrap_or(Self::Other)
    }
}

crate::choice!(Channel {
    Phone = "phone", "电话";
    Wechat = "wechat", "微信";
    Visit = "visit", "当面";
    Mail = "mail", "邮件";
    Meeting = "meeting", "会议";
    Other = "other", "其他";
});
