/* tb-certificate-index: which certificates a journal holds, in the order they were issued, and what became of each.
 *
 * Reads the journal once, a span at a time as it grows, and answers what was so at any place in it. Plain arrays, no widgets; used by the list
 * of certificates and by the chart of lifetimes. */
#pragma once

#include "tb-journal.h"
#include "tb-state.h"

G_BEGIN_DECLS

#define TB_NO_CERTIFICATE G_MAXUINT

/* The CRLReason of what may be released again (RFC 5280 section 5.3.1). */
#define TB_CERTIFICATE_ON_HOLD 6

/**
 * TbCertificateEntry:
 * @issued: place of the record that says it was issued
 * @installed: place of the record that says it arrived, %G_MAXUINT64 where none is known
 * @time_us: when it was issued
 * @not_after_us: when it ends, simulated time
 * @subject: whose it is; @issuer: the authority, as an object
 * @payload: the certificate
 * @previous: the one before it of the same subject, or %TB_NO_CERTIFICATE
 * @depth: of an authority's own certificate, 0 for a root; -1 for a certificate it issued
 * @is_cross: whether it is a root's key, certified by the root before it
 * @change: private: the last thing that became of it
 */
typedef struct
{
  guint64 issued;
  guint64 installed;
  gint64 time_us;
  gint64 not_after_us;
  guint32 subject;
  guint32 issuer;
  guint32 payload;
  guint previous;
  guint change;
  int depth;
  gboolean is_cross;
} TbCertificateEntry;

/**
 * TbCertificateChange:
 * @place: of its record
 * @time_us: when
 * @revoked: whether it was revoked then, else released
 * @reason: a CRLReason, as a number
 * @previous: private
 */
typedef struct
{
  guint64 place;
  gint64 time_us;
  guint previous;
  guint16 reason;
  gboolean revoked;
} TbCertificateChange;

/**
 * TbCrlEntry:
 * @place: of the record
 * @issuer: the authority, as an object
 * @payload: the list
 * @is_delta: whether it tells only what is new
 */
typedef struct
{
  guint64 place;
  guint32 issuer;
  guint32 payload;
  gboolean is_delta;
} TbCrlEntry;

typedef struct _TbCertificateIndex TbCertificateIndex;

TbCertificateIndex        *tb_certificate_index_new             (TbJournal *journal);
void                       tb_certificate_index_free            (TbCertificateIndex *index);
void                       tb_certificate_index_read            (TbCertificateIndex *index, guint64 position);
const TbCertificateEntry  *tb_certificate_index_get             (TbCertificateIndex *index, guint certificate);
guint                      tb_certificate_index_count           (TbCertificateIndex *index, guint64 position);
guint                      tb_certificate_index_count_subjects  (TbCertificateIndex *index, guint64 position);
guint                      tb_certificate_index_count_authorities (TbCertificateIndex *index, guint64 position);
guint                      tb_certificate_index_get_authority   (TbCertificateIndex *index, guint rank);
guint                      tb_certificate_index_find_latest     (TbCertificateIndex *index, guint32 subject, guint64 position);
guint                      tb_certificate_index_find_current    (TbCertificateIndex *index, guint32 subject, guint64 position);
guint                      tb_certificate_index_find_issuer     (TbCertificateIndex *index, guint certificate, guint64 position);
gboolean                   tb_certificate_index_is_replaced     (TbCertificateIndex *index, guint certificate, guint64 position);
const TbCertificateChange *tb_certificate_index_find_change     (TbCertificateIndex *index, guint certificate, guint64 position);
TbIdentityState            tb_certificate_index_judge           (TbCertificateIndex *index, guint certificate, guint64 position, gint64 time_us);
gboolean                   tb_certificate_index_concerns        (const TbRecord *record);
const TbCrlEntry          *tb_certificate_index_find_crl        (TbCertificateIndex *index, guint32 issuer, guint64 position, gboolean is_delta);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCertificateIndex, tb_certificate_index_free)

G_END_DECLS
