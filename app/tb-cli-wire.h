/* tb-cli-wire: what somebody learns from a handshake who only reads the wire, and what stays hidden from him. Part of `trustbed-cli handshake --explain`. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-trial.h"

G_BEGIN_DECLS

void tb_cli_wire_add_json (JsonBuilder *json, TbTranscript *transcript);
void tb_cli_wire_print    (TbTranscript *transcript);

G_END_DECLS
