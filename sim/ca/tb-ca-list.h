/* tb-ca-list: what an authority has issued, and what became of it. */
#pragma once

#include "tb-ca.h"
#include "tb-crl.h"

G_BEGIN_DECLS

/**
 * TbCaState:
 * @TB_CA_RESERVED: written down to be signed, and never stored: whoever was about to, died; it was not handed out
 * @TB_CA_ISSUED: good, as far as the authority knows
 * @TB_CA_HELD: on hold
 * @TB_CA_REVOKED: revoked for good
 */
typedef enum
{
  TB_CA_RESERVED,
  TB_CA_ISSUED,
  TB_CA_HELD,
  TB_CA_REVOKED,
  TB_CA_N_STATES
} TbCaState;

/**
 * TbCaRow:
 *
 * One certificate of the index. @certificate is %NULL where only the reservation is there; @reason and @since_us count for held and revoked ones.
 */
typedef struct
{
  char *serial;
  char *authority;
  char *profile;
  char *subject;
  char *replaces;
  gint64 not_before_us;
  gint64 not_after_us;
  gint64 reserved_us;
  char *reserved_by;
  TbCaState state;
  gint64 since_us;
  TbRevocationReason reason;
  TbCertificate *certificate;
} TbCaRow;

const char *tb_ca_state_to_code (TbCaState state);
GPtrArray  *tb_ca_list          (TbCa *ca, const char *authority, GError **error);           /* of TbCaRow, in order of issue */
TbCaRow    *tb_ca_find          (TbCa *ca, const char *serial, GError **error);
gboolean    tb_ca_is_good       (TbCa *ca, const char *serial, gboolean *is_good, GError **error);
void        tb_ca_row_free      (TbCaRow *row);
gboolean    tb_ca_count_reserved (TbCa *ca, gint64 *n, GError **error);
gboolean    tb_ca_get_last_change (TbCa *ca, gint64 *change, GError **error);

gboolean    tb_ca_revoke        (TbCa *ca, const char *serial, TbRevocationReason reason, const TbCaActor *actor, GError **error);
gboolean    tb_ca_release       (TbCa *ca, const char *serial, const TbCaActor *actor, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCaRow, tb_ca_row_free)

G_END_DECLS
