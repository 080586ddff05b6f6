/* tb-audit-use: in which handshakes a certificate was shown, to whom, and what came of it, before and after it was revoked.
 *
 * What counts is what the transcripts hold. A session that a ticket took up again counts for the certificate that was shown when the ticket was made. */
#pragma once

#include <gio/gio.h>

#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbAuditUse:
 * @party: to whom it was shown
 * @n_full: handshakes in which it was shown and taken
 * @n_resumed: handshakes with a ticket that goes back to it
 * @n_refused: handshakes in which it was shown and the handshake was refused, by whichever side
 * @first_us: when the first was over; @last_us: the last
 * @first_session: number of that first handshake
 * @n_full_after: of @n_full, those after it was revoked; @n_resumed_after: likewise of @n_resumed
 * @last_after_us: when the last of those was over; @last_after_session: its number
 * @open_until_us: until when a session stayed open that was open when it was revoked: %G_MAXINT64 while it does, %G_MININT64 where there was none
 * @open_session: its number
 * @refused_us: when it was first refused after it was revoked, %G_MAXINT64 for not yet; @refused_session: that handshake
 * @refused_reason: (nullable): why; interned
 *
 * One other party. Times are those when a handshake was over.
 */
typedef struct
{
  guint32 party;
  guint n_full;
  guint n_resumed;
  guint n_refused;
  guint n_full_after;
  guint n_resumed_after;
  guint32 first_session;
  guint32 last_after_session;
  guint32 open_session;
  guint32 refused_session;
  gint64 first_us;
  gint64 last_us;
  gint64 last_after_us;
  gint64 open_until_us;
  gint64 refused_us;
  const char *refused_reason;
} TbAuditUse;

/**
 * TbAuditUses:
 * @uses: (element-type TbAuditUse): one for each other party, in the order in which they first met
 * @n_full: all together; @n_resumed, @n_refused, @n_full_after, @n_resumed_after likewise
 *
 * All handshakes of a certificate.
 */
typedef struct
{
  GArray *uses;
  guint n_full;
  guint n_resumed;
  guint n_refused;
  guint n_full_after;
  guint n_resumed_after;
} TbAuditUses;

/**
 * TbAuditShown:
 * @journal: where the handshakes are
 * @position: how far to look
 * @holder: who shows it
 * @certificate: what is shown
 * @revoked_us: since when it is revoked, %G_MAXINT64 for not
 *
 * What is asked.
 */
typedef struct
{
  TbJournal *journal;
  guint64 position;
  guint32 holder;
  GBytes *certificate;
  gint64 revoked_us;
} TbAuditShown;

TbAuditUses *tb_audit_uses_new  (const TbAuditShown *shown, GCancellable *cancellable, GError **error);
void         tb_audit_uses_free (TbAuditUses *uses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditUses, tb_audit_uses_free)

G_END_DECLS
