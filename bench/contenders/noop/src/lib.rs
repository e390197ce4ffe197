//! A minimal Rust component that answers HTTP with an empty 200.

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};

struct Noop;

impl Guest for Noop {
    fn handle(_: IncomingRequest, outparam: ResponseOutparam) {
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().expect("the body is taken once");
        ResponseOutparam::set(outparam, Ok(response));
        OutgoingBody::finish(body, None).expect("no length was announced");
    }
}

wasip2::http::proxy::export!(Noop);
