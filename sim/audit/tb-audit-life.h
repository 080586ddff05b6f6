/* tb-audit-life: one certificate through its life: asked for, issued, installed, used, renewed, revoked, and who took it nevertheless.
 *
 * What the log says of it, together with the handshakes in which it was shown. A pure function of the journal up to a place in it. Reading all handshakes of a
 * large run takes a while: not for the thread that draws. */
#pragma once

#include "tb-audit-trail.h"
#include "tb-audit-use.h"

G_BEGIN_DECLS

#define TB_AUDIT_NO_TIME G_MININT64

/**
 * TbAuditMoment:
 * @what: code: that of the entry, or `first-shown`, `list-names-it`, `party-knows`, `refused`, `accepted-nevertheless`, `resumed-nevertheless`,
 *   `stayed-open`, `replaced`; static
 * @time_us: when
 * @entry: number of the entry in the log, 0 where it is about a handshake
 * @session: number of the handshake, 0 where it is about an entry
 * @party: the other party, or %TB_NOBODY
 * @count: how often, where that is more than a moment: so far
 * @reason: (nullable): why; interned
 *
 * One line of the story.
 */
typedef struct
{
  const char *what;
  gint64 time_us;
  guint entry;
  guint32 session;
  guint32 party;
  guint count;
  const char *reason;
} TbAuditMoment;

/**
 * TbAuditLife:
 * @holder: whose it is
 * @issuer: who issued it
 * @payload: the certificate
 * @issued: number of the entry that says so
 * @next: number of the entry with which its holder took the next one into use, 0 for none yet
 * @facts: what the entry says
 * @revoked_us: since when it is revoked, %TB_AUDIT_NO_TIME for not or no longer
 * @uses: in how many handshakes it was shown, and to whom
 * @moments: (element-type TbAuditMoment): the story, in order of time; of what happened very often the first hundred
 * @n_left_out: how many more there are
 * @told: private: how often each code was told
 *
 * The life of a certificate.
 */
typedef struct
{
  guint32 holder;
  guint32 issuer;
  guint32 payload;
  guint issued;
  guint next;
  TbAuditFacts facts;
  gint64 revoked_us;
  TbAuditUses *uses;
  GArray *moments;
  guint n_left_out;
  GHashTable *told;
} TbAuditLife;

guint        tb_audit_life_find       (TbAuditTrail *trail, guint n_entries, const char *certificate_or_device);
guint        tb_audit_life_find_issue (TbAuditTrail *trail, guint number);
TbAuditLife *tb_audit_life_new        (TbAuditTrail *trail, guint64 position, guint issued, GCancellable *cancellable, GError **error);
void         tb_audit_life_free       (TbAuditLife *life);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditLife, tb_audit_life_free)

G_END_DECLS
