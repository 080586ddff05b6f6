/* tb-cli-staple: what the lock of `trustbed-cli handshake` makes of what the broker stapled, and how that is shown. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-trial-parties.h"

G_BEGIN_DECLS

void tb_cli_staple_add_json (JsonBuilder *json, const TbTrialParties *parties, TbTranscript *transcript);
void tb_cli_staple_print    (const TbTrialParties *parties, TbTranscript *transcript);

G_END_DECLS
