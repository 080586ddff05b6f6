/* tb-live-authority: an authority on disk as those see it who enrol with it: it issues, renews, revokes, and tells what it revoked.
 *
 * Who may have what is decided here. What is issued is in the index, on the disk, before anybody gets it. One thread, that of whoever serves. */
#pragma once

#include "tb-ca.h"
#include "tb-enrol-server.h"

G_BEGIN_DECLS

/**
 * TbLiveAuthorityTerms:
 * @who: in whose name it acts, for roles and the audit log; static or outliving it
 * @lifetime_us: of what is issued; 0: the profile's
 */
typedef struct
{
  const char *who;
  gint64 lifetime_us;
} TbLiveAuthorityTerms;

typedef struct _TbLiveAuthority TbLiveAuthority;

TbLiveAuthority *tb_live_authority_new  (TbCa *ca, const TbLiveAuthorityTerms *terms, GError **error);
void             tb_live_authority_free (TbLiveAuthority *authority);
TbCa            *tb_live_authority_get_ca (TbLiveAuthority *authority);
TbCaActor        tb_live_authority_act  (TbLiveAuthority *authority);
GPtrArray       *tb_live_authority_get_chain (TbLiveAuthority *authority);    /* of TbCertificate: the issuing one first, the root last */

/* As TbEnrolCalls has them; the data is the authority. */
TbCertificate   *tb_live_authority_issue      (const TbEnrolAsk *ask, gpointer authority, GError **error);
gboolean         tb_live_authority_is_revoked (TbCertificate *certificate, gpointer authority);
TbCertificate   *tb_live_authority_find       (const char *serial, gpointer authority);
TbCrl           *tb_live_authority_make_crl   (gint64 now_us, gpointer authority, GError **error);
gboolean         tb_live_authority_revoke     (TbCertificate *certificate, int reason, gint64 now_us, gpointer authority, GError **error);

GBytes          *tb_live_authority_answer_ocsp (TbLiveAuthority *authority, GBytes *request, GError **error);

/* What a request came to, between two of these. */
void             tb_live_authority_begin      (TbLiveAuthority *authority);
const char      *tb_live_authority_get_serial (TbLiveAuthority *authority);    /* of what was issued, "" for nothing */
const char      *tb_live_authority_get_user   (TbLiveAuthority *authority);    /* whose secret or account it was issued to, "" for nobody's */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveAuthority, tb_live_authority_free)

G_END_DECLS
