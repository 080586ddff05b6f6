/* tb-cli-ca: what the subcommands of `trustbed-cli ca` have in common: the folder, who acts and when, and writing what comes out. */
#pragma once

#include "tb-ca.h"
#include "tb-cli.h"

G_BEGIN_DECLS

/**
 * TbCliCa:
 * @directory: (owned): the folder of the authority
 * @actor: who acts, and when
 * @json: whether one JSON document is asked for
 * @der: whether binary output is
 * @out: (owned) (nullable): the file for output; %NULL: standard output
 */
typedef struct
{
  char *directory;
  char *as;
  char *at;
  char *pin_file;
  char *pin;
  char *out;
  char **rest;
  gboolean json;
  gboolean der;
  TbCaActor actor;
} TbCliCa;

void      tb_cli_ca_clear      (TbCliCa *common);
gboolean  tb_cli_ca_parse      (TbCliCa *common, const GOptionEntry *entries, const char *summary, int argc, char **argv, int *status);
TbCa     *tb_cli_ca_open       (TbCliCa *common, int *status);
int       tb_cli_ca_fail       (GError *error);
gboolean  tb_cli_ca_write_der  (const TbCliCa *common, const char *label, GBytes *der, GError **error);
gboolean  tb_cli_ca_parse_algorithm (const char *code, TbKeyAlgorithm *algorithm, GError **error);
void      tb_cli_ca_add_moment (JsonBuilder *json, const char *name, gint64 unix_us);

int       tb_cli_ca_init       (int argc, char **argv);
int       tb_cli_ca_authority  (int argc, char **argv);
int       tb_cli_ca_import     (int argc, char **argv);
int       tb_cli_ca_role       (int argc, char **argv);
int       tb_cli_ca_issue      (int argc, char **argv);
int       tb_cli_ca_renew      (int argc, char **argv);
int       tb_cli_ca_rekey      (int argc, char **argv);
int       tb_cli_ca_cross      (int argc, char **argv);
int       tb_cli_ca_revoke     (int argc, char **argv);
int       tb_cli_ca_hold       (int argc, char **argv);
int       tb_cli_ca_release    (int argc, char **argv);
int       tb_cli_ca_list       (int argc, char **argv);
int       tb_cli_ca_crl        (int argc, char **argv);
int       tb_cli_ca_ocsp       (int argc, char **argv);
int       tb_cli_ca_export     (int argc, char **argv);
int       tb_cli_ca_audit      (int argc, char **argv);
int       tb_cli_ca_checkpoint (int argc, char **argv);
int       tb_cli_ca_cosign     (int argc, char **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbCliCa, tb_cli_ca_clear)

G_END_DECLS
