/* tb-cli-staple: stapling on the command line: which OCSP response the broker of `trustbed-cli handshake` sends along, what the lock makes of it, and
 * how that is shown. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-cli-parties.h"

G_BEGIN_DECLS

/**
 * TbStapleOptions:
 * @kind: (nullable): what is stapled
 * @must_staple: whether the broker's certificate demands it
 * @policy: (nullable): the lock's
 *
 * As they stand on the command line; the strings are owned.
 */
typedef struct
{
  char *kind;
  gboolean must_staple;
  char *policy;
} TbStapleOptions;

void      tb_cli_staple_clear       (TbStapleOptions *options);
void      tb_cli_staple_add_entries (GOptionGroup *group, TbStapleOptions *options);
char     *tb_cli_staple_find_fault  (const TbStapleOptions *options);
gboolean  tb_cli_staple_prepare     (const TbStapleOptions *options, const TbParties *parties, guint64 seed, TbHandshakeTerms *terms, GError **error);
void      tb_cli_staple_add_json    (JsonBuilder *json, const TbParties *parties, const TbHandshakeTerms *terms, TbTranscript *transcript);
void      tb_cli_staple_print       (const TbParties *parties, const TbHandshakeTerms *terms, TbTranscript *transcript);

G_END_DECLS
