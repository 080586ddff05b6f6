/* tb-cli-leak: what somebody who recorded the first handshake of `trustbed-cli handshake` reads when a key leaks later. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-opening.h"
#include "tb-trial.h"

G_BEGIN_DECLS

gboolean    tb_cli_leak_from_code (const char *code, TbLeak *leak);
char       *tb_cli_leak_list      (void);
TbOpening  *tb_cli_leak_open      (TbCrypto *crypto, const TbTrial *trial, TbLeak leak, GError **error);
void        tb_cli_leak_add_json  (JsonBuilder *json, const TbTrial *trial, TbLeak leak, const TbOpening *opening);
void        tb_cli_leak_print     (const TbTrial *trial, TbLeak leak, const TbOpening *opening);

G_END_DECLS
