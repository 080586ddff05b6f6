/* tb-ca-private: what the files about an authority on disk share. */
#pragma once

#include "tb-ca-roles.h"
#include "tb-sql.h"
#include "tb-ca.h"

G_BEGIN_DECLS

struct _TbCa
{
  char *directory;
  char *id;
  TbCrypto *crypto;             /* borrowed: the live context */
  TbSql *db;
  TbKeyStore *store;
  char *crl_address;
  char *ocsp_address;
  GPtrArray *authorities;       /* of TbCaAuthority */
  GHashTable *responding;       /* TbCaAuthority -> gint64: when it was noted last that its responder answers */
  GHashTable *issuers;          /* TbCaAuthority id -> TbIssuer: keys that were needed once */
};

gboolean  tb_ca_create_index      (TbSql *db, const char *id, const TbCaSetup *setup, GError **error);
gboolean  tb_ca_check_index       (TbCa *ca, GError **error);
gboolean  tb_ca_load_authorities  (TbCa *ca, GError **error);
char     *tb_ca_make_label        (TbCa *ca, const char *name);
TbCa     *tb_ca_open_store        (TbCa *ca, const char *address, const char *pin, GError **error);
TbKey    *tb_ca_load_key          (TbCa *ca, const TbCaAuthority *authority, GError **error);
TbIssuer *tb_ca_load_issuer       (TbCa *ca, const TbCaAuthority *authority, GError **error);
TbIssuer *tb_ca_get_issuer        (TbCa *ca, const TbCaAuthority *authority, GError **error);      /* (transfer none) */
TbCaPending *tb_ca_reserve_for    (TbCa *ca, TbIssuer *issuer, const TbCaAuthority *authority, TbCertificate *above, const TbCaOrder *order,
                                   const TbCaActor *actor, GError **error);
char     *tb_ca_serial_to_text    (const guint8 *bytes, gsize n_bytes);
char     *tb_ca_serial_from_text  (const char *text, GError **error);
gint64    tb_ca_whole_seconds     (gint64 unix_us);

G_END_DECLS
