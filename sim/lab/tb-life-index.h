/* tb-life-index: the life of every certificate of a fleet, as a journal tells it.
 *
 * Reads a journal once, a span at a time as it grows, and keeps for each certificate when it came, when it was replaced, when it ends, when it was taken
 * back and when somebody first acted on that. Everything is a moment, so that going back in time is a comparison. 130,000 certificates take about 10 MB. Plain
 * arrays, no widgets; charts of lifetimes, of renewals and of what would end are made from it. */
#pragma once

#include "tb-enrol-policy.h"
#include "tb-fleet.h"
#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TB_NO_LIFE:
 *
 * No certificate; numbers of certificates begin with 1.
 */
#define TB_NO_LIFE 0

/**
 * TB_LIFE_NEVER:
 *
 * What has not happened.
 */
#define TB_LIFE_NEVER G_MAXINT64

/**
 * TbLife:
 * @issued_us: when its authority made it
 * @installed_us: when its holder took it into use, %TB_LIFE_NEVER where it did not
 * @replaced_us: when its holder took the next one into use
 * @not_after_us: when it ends
 * @object: the holder
 * @payload: the certificate
 * @previous: the one its holder was issued before, or %TB_NO_LIFE
 * @takeback: private: the last of its revocations
 *
 * One certificate.
 */
typedef struct
{
  gint64 issued_us;
  gint64 installed_us;
  gint64 replaced_us;
  gint64 not_after_us;
  guint32 object;
  guint32 payload;
  guint32 previous;
  guint32 takeback;
} TbLife;

/**
 * TbTakebackEnd: how the time ended in which a revoked certificate was still good for something
 * @TB_TAKEBACK_OPEN: it has not
 * @TB_TAKEBACK_REFUSED: somebody refused a handshake with it
 * @TB_TAKEBACK_CLOSED: somebody ended an open session
 */
typedef enum { TB_TAKEBACK_OPEN, TB_TAKEBACK_REFUSED, TB_TAKEBACK_CLOSED } TbTakebackEnd;

/**
 * TbTakeback:
 * @revoked_us: when the authority took the certificate back
 * @refused_us: when somebody first acted on that
 * @released_us: when the authority lifted the hold
 * @life: which certificate
 * @previous: private
 * @reason: a CRLReason (RFC 5280 section 5.3.1)
 * @end: a #TbTakebackEnd
 *
 * One revocation.
 */
typedef struct
{
  gint64 revoked_us;
  gint64 refused_us;
  gint64 released_us;
  guint32 life;
  guint32 previous;
  guint16 reason;
  guint16 end;
} TbTakeback;

/**
 * TbLifeCount:
 * @time_us: from here on
 * @n_valid: devices and gateways whose certificate is in force
 * @n_without: those that had one, and have none in force now
 */
typedef struct
{
  gint64 time_us;
  guint32 n_valid;
  guint32 n_without;
} TbLifeCount;

/**
 * TbLifeScope:
 * @first: of whom to speak
 * @count: and how many after it
 * @now_us: what is known: nothing that happened later
 */
typedef struct
{
  guint32 first;
  guint32 count;
  gint64 now_us;
} TbLifeScope;

typedef struct _TbLifeIndex TbLifeIndex;

TbLifeIndex      *tb_life_index_new            (TbJournal *journal, TbFleet *fleet);
void              tb_life_index_free           (TbLifeIndex *index);
gboolean          tb_life_index_read           (TbLifeIndex *index, guint64 position);
guint             tb_life_index_get_n          (TbLifeIndex *index);
gsize             tb_life_index_get_size       (TbLifeIndex *index);
TbFleet          *tb_life_index_get_fleet      (TbLifeIndex *index);
const TbLife     *tb_life_index_get            (TbLifeIndex *index, guint32 life);
guint32           tb_life_index_find           (TbLifeIndex *index, guint32 object, gint64 now_us);
const TbTakeback *tb_life_index_find_takeback  (TbLifeIndex *index, guint32 life, gint64 now_us);
const TbTakeback *tb_life_index_find_earlier   (TbLifeIndex *index, const TbTakeback *takeback);
gint64            tb_takeback_get_end          (const TbTakeback *takeback, const TbLife *life, gint64 now_us);
gboolean          tb_takeback_holds            (const TbTakeback *takeback, gint64 now_us);

gint64            tb_life_index_get_last       (TbLifeIndex *index, const TbLifeScope *scope);
guint             tb_life_index_count          (TbLifeIndex *index, const TbLifeScope *scope);
guint             tb_life_index_fill_renewals  (TbLifeIndex *index, const TbLifeScope *scope, gint64 from_us, gint64 bin_us, guint n_bins, guint *bins);
GArray           *tb_life_index_dup_ends       (TbLifeIndex *index, const TbLifeScope *scope);
GArray           *tb_life_index_dup_counts     (TbLifeIndex *index, const TbLifeScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLifeIndex, tb_life_index_free)

G_END_DECLS
