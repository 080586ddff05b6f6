/* tb-cli-serve: what `trustbed-cli serve` was told, between the file that reads it and the one that does it. */
#pragma once

#include "tb-live-server.h"

G_BEGIN_DECLS

/**
 * TbCliServe:
 *
 * Everything that may be said after `serve`. Arrays own what is in them.
 */
typedef struct
{
  char *ca;
  char *listen;
  char *as;
  char *pin_file;
  char *lifetime;
  char **makers;
  char **est_users;
  char **scep_challenges;
  char **acme_keys;
  char *places[TB_ACME_N_CHALLENGES];
  int port;
  int max_connections;
  int deadline_s;
  gboolean asked[TB_LIVE_N_ENDPOINTS];
  gboolean reuses_secrets;
  gboolean verbose;

  /* made of it */
  char *pin;
  gint64 lifetime_us;
  GPtrArray *factory_roots;     /* of TbCertificate */
  GArray *users;                /* of TbLiveSecret */
  GArray *challenges;           /* of TbLiveSecret */
  GArray *bindings;             /* of TbLiveBinding */
  GSocketAddress *look_places[TB_ACME_N_CHALLENGES];
} TbCliServe;

gboolean tb_cli_serve_parse (TbCliServe *serve, int argc, char **argv, int *status);
void     tb_cli_serve_clear (TbCliServe *serve);

int      tb_cli_serve       (int argc, char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliServe, tb_cli_serve_clear)

G_END_DECLS
