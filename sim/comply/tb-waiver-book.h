/* tb-waiver-book: what people let somebody off for a while, read from the journal. */
#pragma once

#include "tb-fleet.h"
#include "tb-journal.h"
#include "tb-provision.h"

G_BEGIN_DECLS

/**
 * TbWaiver:
 * @provision: from what
 * @subject: who is let off, or the first of a group
 * @is_group: whether it is for the whole group
 * @from_us: since when, simulated time
 * @until_us: until when, before somebody ended it or another took its place
 * @ended_us: when that was, %G_MAXINT64 when it was not
 * @name: the object or the group
 * @reason: why
 */
typedef struct
{
  TbProvision provision;
  guint32 subject;
  gboolean is_group;
  gint64 from_us;
  gint64 until_us;
  gint64 ended_us;
  char *name;
  char *reason;
} TbWaiver;

typedef struct _TbWaiverBook TbWaiverBook;

TbWaiverBook   *tb_waiver_book_new    (TbFleet *fleet, TbJournal *journal);
void            tb_waiver_book_free   (TbWaiverBook *book);
void            tb_waiver_book_read   (TbWaiverBook *book);                       /* what the journal has by now */
GPtrArray      *tb_waiver_book_list   (TbWaiverBook *book, gint64 time_us);       /* (transfer container): of TbWaiver, given by then; counted */
TbWaiver       *tb_waiver_ref         (TbWaiver *waiver);
void            tb_waiver_unref       (TbWaiver *waiver);
gboolean        tb_waiver_stands_at   (const TbWaiver *waiver, gint64 time_us);
gboolean        tb_waiver_covers      (const TbWaiver *waiver, TbFleet *fleet, TbProvision provision, guint32 subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWaiver, tb_waiver_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWaiverBook, tb_waiver_book_free)

G_END_DECLS
