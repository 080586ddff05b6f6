/* tb-cli-fields: the fields of a handshake on the command line. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-transcript.h"

G_BEGIN_DECLS

void tb_cli_fields_add_json (JsonBuilder *json, TbTranscript *transcript);
void tb_cli_fields_print    (TbTranscript *transcript);

G_END_DECLS
