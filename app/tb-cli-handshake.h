/* tb-cli-handshake: what the files about `trustbed-cli handshake` share: what was asked for, the capture, and how handshakes are shown. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-capture.h"
#include "tb-trial-parties.h"

G_BEGIN_DECLS

#define TB_CLI_LOOPBACK_US 50              /* one way */

/**
 * TbHandshakeOptions:
 * @texts: what goes into the terms as text, by the table of words; owned
 * @flags: what goes into the terms as yes
 * @terms: what all that comes to; texts are static
 * @loss: (nullable): how many datagrams get lost, as it was said
 * @leak: (nullable): which key leaks later, as it was said
 * @count: how many handshakes
 * @seed: what all randomness is drawn from
 * @threads: how many
 * @explain: whether the checks are shown
 * @fields: whether every field of the first is shown
 * @list: whether what can be asked for is listed, and nothing else is done
 * @json: whether it is one JSON document
 * @pcap: (nullable): where to write all handshakes
 *
 * The command line, read.
 */
typedef struct
{
  char *texts[32];
  gboolean flags[32];
  TbTrialTerms terms;
  char *loss;
  char *leak;
  int count;
  gint64 seed;
  int threads;
  gboolean explain;
  gboolean fields;
  gboolean list;
  gboolean json;
  char *pcap;
} TbHandshakeOptions;

gboolean    tb_handshake_options_parse (TbHandshakeOptions *options, int *argc, char ***argv, GError **error);
char       *tb_handshake_options_find_fault (const TbHandshakeOptions *options);
void        tb_handshake_options_clear (TbHandshakeOptions *options);
void        tb_handshake_list_choices  (gboolean json);

void        tb_handshake_capture       (TbCapture *capture, const TbTrialParties *parties, TbTranscript *transcript, guint number);
void        tb_handshake_add_flights   (JsonBuilder *json, TbTranscript *transcript);
void        tb_handshake_add_messages  (JsonBuilder *json, TbTranscript *transcript, guint flight);
void        tb_handshake_print_flights (TbTranscript *transcript, const char *client, const char *server);
void        tb_handshake_print_checks  (const TbChecks *checks);
const char *tb_handshake_version_name  (TbTranscript *transcript);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbHandshakeOptions, tb_handshake_options_clear)

G_END_DECLS
