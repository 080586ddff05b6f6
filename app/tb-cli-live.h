/* tb-cli-live: `trustbed-cli handshake --listen|--connect`: handshakes with other programs on this machine. */
#pragma once

#include <json-glib/json-glib.h>

#include "tb-live.h"
#include "tb-live-pki.h"

G_BEGIN_DECLS

/**
 * TbCliLive:
 *
 * What was asked for on the command line.
 */
typedef struct
{
  char *listen;
  char *connect;
  char *cert;
  char *key_file;
  char *trust;
  char *tls;
  char *kex;
  char *key;
  char *host;
  char *out;
  char *pcap;
  gboolean mutual;
  gboolean json;
  gboolean fields;
  int count;
  int timeout_s;
} TbCliLive;

/**
 * TbCliLiveParties:
 * @place: where
 * @endpoint: our side
 * @identity: (nullable): a client's
 * @pki: what was made for this run; empty where files were given
 */
typedef struct
{
  GSocketAddress *place;
  TbEndpoint *endpoint;
  TbIdentity *identity;
  TbLivePki pki;
} TbCliLiveParties;

gboolean    tb_cli_live_is_asked (int argc, char **argv);
int         tb_cli_live          (int argc, char **argv);

gboolean    tb_cli_live_parse    (TbCliLive *live, int argc, char **argv, int *status);
void        tb_cli_live_clear    (TbCliLive *live);
gboolean    tb_cli_live_prepare  (const TbCliLive *live, TbCliLiveParties *parties, GError **error);
void        tb_cli_live_parties_clear (TbCliLiveParties *parties);
void        tb_cli_live_print_hints (const TbCliLive *live, GSocketAddress *place);

void        tb_cli_live_print    (guint number, const TbLiveConversation *conversation, gboolean fields);
void        tb_cli_live_add_json (JsonBuilder *json, const TbLiveConversation *conversation, gboolean fields);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliLive, tb_cli_live_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliLiveParties, tb_cli_live_parties_clear)

G_END_DECLS
