//! Arrival (H6.4–H6.6): when to ask, what a report means.

use jiff::civil::Date;

use super::{Arrival, Fact, Packing, Part, Shipment};
use crate::calendar::shift;
use crate::confidential::{Confidential, Contact};
use crate::order::Attachment;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// Days after a carrier was asked within which goods are still to come; by sea they take longest.
const FURTHEST: i32 = 60;

/// So many times what was sent, and so many more, is a slip of the pen.
const MANY: (i32, i32) = (10, 100);

/// What the receiver says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalReport {
    /// Day of arrival.
    pub on: Date,
    /// Received per line.
    pub received: Vec<Part>,
    /// Damaged among them.
    pub damaged: Vec<Part>,
    /// State of the packing.
    pub packing: Packing,
    /// Who says so.
    pub whom: Confidential<Contact, String>,
    /// What they say.
    pub note: String,
    /// Photos.
    pub photos: Vec<Attachment>,
}

/// What the carrier says of goods that have not come (H6.5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarrierWord {
    /// What they say.
    pub said: String,
    /// The new expected arrival.
    pub eta: Date,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// Expected arrival: dispatch plus the days on the road, or what the carrier said last (H6.4, H6.5).
pub fn eta(shipment: &Shipment) -> Option<Date> {
    let by_leaving = eta_by_leaving(shipment)?;
    Some(shipment.new_eta.unwrap_or(by_leaving))
}

/// Dispatch plus the days on the road, whatever the carrier has said since.
pub fn eta_by_leaving(shipment: &Shipment) -> Option<Date> {
    let dispatched = shipment.dispatched.as_ref()?;
    let days = i32::try_from(shipment.transit_days).unwrap_or(4);
    Some(shift(dispatched.on, days))
}

/// What a report of arrival means: received, short, damaged (H6.4, H6.6).
pub fn confirm_arrival(
    shipment: &Shipment,
    report: ArrivalReport,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    let Some(dispatched) = &shipment.dispatched else {
        return Err(refuse("H6.4", "货还没有发出", []));
    };
    if let Some(arrival) = &shipment.arrival {
        return Err(refuse("H6.4", "{date} 已经确认到货", [("date", arrival.on.to_string())]));
    }
    if report.on > today || report.on < dispatched.on {
        return Err(refuse("H6.4", "到货日期应在发货当天到今天之间", []));
    }
    for part in &shipment.parts {
        let (received, damaged) = (
            super::counted::of_line(&report.received, part.line),
            super::counted::of_line(&report.damaged, part.line),
        );
        let sent = shipment.sent(part.line);
        let (times, more) = (Quantity::whole(MANY.0), Quantity::whole(MANY.1));
        if received > sent.times(times) && received > sent.plus(more) {
            return Err(refuse(
                "H6.4",
                "第 {line} 行只发出 {sent}，收到 {received} 不合常理，请核对数量",
                [("line", part.line.to_string()), ("sent", sent.plain()), ("received", received.plain())],
            ));
        }
        if received.0 < 0 || damaged.0 < 0 || damaged > received {
            return Err(refuse(
                "H6.4",
                "第 {line} 行发出 {sent}：数量不能为负，破损不能多于收到",
                [("line", part.line.to_string()), ("sent", part.quantity.plain())],
            ));
        }
    }
    let differs = shipment.parts.iter().any(|p| {
        super::counted::of_line(&report.received, p.line) != shipment.sent(p.line)
            || super::counted::of_line(&report.damaged, p.line).is_some()
    });
    if differs && report.note.trim().is_empty() {
        return Err(refuse("H6.6", "数量不符或有破损时，请写明情况：提货时外包装怎样、差在哪里", []));
    }
    let ArrivalReport { on, received, damaged, packing, whom, note, photos } = report;
    Ok(vec![Fact::Arrived { arrival: Arrival { on, received, damaged, packing, whom, note, photos } }])
}

/// What was said of the arrival was wrong and is taken back (H2.1); `stands` says why it cannot be, where something rests on
/// it already.
pub fn take_arrival_back(
    shipment: &Shipment,
    stands: Option<&'static str>,
    why: Why,
) -> Result<Vec<Fact>, Refusal> {
    if shipment.arrival.is_none() {
        return Err(refuse("H6.4", "还没有登记到货", []));
    }
    if let Some(stands) = stands {
        return Err(refuse("H2.1", stands, []));
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "请写明到货登记错在哪里", []));
    }
    Ok(vec![Fact::ArrivalTakenBack { reason: why.reason, proof: why.proof }])
}

/// Records what the carrier says of goods that have not come (H6.5).
pub fn ask_carrier(shipment: &Shipment, on: Date, word: CarrierWord) -> Result<Vec<Fact>, Refusal> {
    let CarrierWord { said, eta, proof } = word;
    if !shipment.on_the_road() {
        return Err(refuse("H6.5", "货不在途中", []));
    }
    if eta < on {
        return Err(refuse("H6.5", "新的预计到货日期不能早于询问日期", []));
    }
    // Nobody is reminded before that day: a slip of the year must not make goods on the road forgotten.
    if eta > shift(on, FURTHEST) {
        return Err(refuse(
            "H6.5",
            "新的预计到货日期应在询问后 {days} 天以内。请核对年份",
            [("days", FURTHEST.to_string())],
        ));
    }
    Ok(vec![Fact::CarrierAsked { on, said, eta, proof }])
}
