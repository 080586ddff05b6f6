/* tb-waiver-book: see the header. The journal is read once, as it grows; what waivers there are is copied when another ends one, since lists that were handed out stay as they are. */
#include "tb-waiver-book.h"

#include <string.h>

struct _TbWaiverBook
{
  TbFleet *fleet;
  TbJournal *journal;
  guint64 position;
  GPtrArray *waivers;    /* of TbWaiver, as they were given */
};

static void
waiver_clear (gpointer data)
{
  TbWaiver *waiver = data;

  g_free (waiver->name);
  g_free (waiver->reason);
}

/**
 * tb_waiver_ref:
 * @waiver: a waiver
 *
 * Returns: (transfer full): @waiver
 */
TbWaiver *
tb_waiver_ref (TbWaiver *waiver)
{
  return g_atomic_rc_box_acquire (waiver);
}

/**
 * tb_waiver_unref:
 * @waiver: (transfer full): a waiver
 *
 * Drops a reference.
 */
void
tb_waiver_unref (TbWaiver *waiver)
{
  g_atomic_rc_box_release_full (waiver, waiver_clear);
}

/**
 * tb_waiver_stands_at:
 * @waiver: a waiver
 * @time_us: simulated time
 *
 * Returns: whether it holds then
 */
gboolean
tb_waiver_stands_at (const TbWaiver *waiver, gint64 time_us)
{
  return waiver->from_us <= time_us && time_us < MIN (waiver->until_us, waiver->ended_us);
}

/**
 * tb_waiver_covers:
 * @waiver: a waiver
 * @fleet: whose objects they are
 * @provision: a provision
 * @subject: an object
 *
 * Returns: whether it lets @subject off from @provision while it stands
 */
gboolean
tb_waiver_covers (const TbWaiver *waiver, TbFleet *fleet, TbProvision provision, guint32 subject)
{
  if (waiver->provision != provision || subject == TB_NOBODY)
    return FALSE;
  return waiver->is_group ? tb_fleet_group_of (fleet, subject)->first == waiver->subject : waiver->subject == subject;
}

/**
 * tb_waiver_book_new:
 * @fleet: whose
 * @journal: where they are recorded
 *
 * Returns: (transfer full): a book in which nothing was read yet
 */
TbWaiverBook *
tb_waiver_book_new (TbFleet *fleet, TbJournal *journal)
{
  TbWaiverBook *book = g_new0 (TbWaiverBook, 1);

  book->fleet = tb_fleet_ref (fleet);
  book->journal = tb_journal_ref (journal);
  book->waivers = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_waiver_unref);
  return book;
}

/**
 * tb_waiver_book_free:
 * @book: (transfer full): a book
 *
 * Frees it.
 */
void
tb_waiver_book_free (TbWaiverBook *book)
{
  g_ptr_array_unref (book->waivers);
  tb_journal_unref (book->journal);
  tb_fleet_unref (book->fleet);
  g_free (book);
}

static TbWaiver *
copy_ended (const TbWaiver *waiver, gint64 ended_us)
{
  TbWaiver *ended = g_atomic_rc_box_dup (sizeof *waiver, (TbWaiver *) waiver);

  ended->name = g_strdup (waiver->name);
  ended->reason = g_strdup (waiver->reason);
  ended->ended_us = ended_us;
  return ended;
}

/* Of which provision a record is, and (out) (nullable) the reason behind its word. */
static gboolean
read_payload (TbJournal *journal, const TbRecord *record, TbProvision *provision, char **reason)
{
  gsize length;
  const char *data = g_bytes_get_data (tb_journal_get_payload (journal, record->payload), &length);
  g_autofree char *text = g_strndup (data, length);
  char *colon = strstr (text, ": ");

  if (reason != NULL)
    *reason = g_strdup (colon != NULL ? colon + 2 : "");
  if (colon != NULL)
    *colon = '\0';
  return tb_provision_from_code (text, provision);
}

/* The one before it, of the same to the same, ends: because somebody says so, or because another takes its place. */
static void
end_standing (TbWaiverBook *book, const TbRecord *record, TbProvision provision)
{
  for (guint i = book->waivers->len; i-- > 0;)
    {
      TbWaiver *waiver = g_ptr_array_index (book->waivers, i);

      if (waiver->subject != record->subject || waiver->is_group != record->detail || waiver->provision != provision)
        continue;
      if (waiver->ended_us == G_MAXINT64)
        {
          book->waivers->pdata[i] = copy_ended (waiver, record->time_us);
          tb_waiver_unref (waiver);
        }
      return;
    }
}

static void
read_record (TbWaiverBook *book, const TbRecord *record)
{
  TbWaiver *waiver = g_atomic_rc_box_new0 (TbWaiver);

  waiver->subject = record->subject;
  waiver->is_group = record->detail;
  waiver->from_us = record->time_us;
  waiver->until_us = record->value;
  waiver->ended_us = G_MAXINT64;
  waiver->name = waiver->is_group ? g_strdup (tb_fleet_group_of (book->fleet, record->subject)->name) : tb_fleet_dup_name (book->fleet, record->subject);
  if (read_payload (book->journal, record, &waiver->provision, &waiver->reason))
    end_standing (book, record, waiver->provision);
  if (record->kind == TB_RECORD_WAIVED)
    g_ptr_array_add (book->waivers, waiver);
  else
    tb_waiver_unref (waiver);
}

/**
 * tb_waiver_book_read:
 * @book: a book
 *
 * Reads what the journal has by now.
 */
void
tb_waiver_book_read (TbWaiverBook *book)
{
  guint64 end = tb_journal_get_length (book->journal);

  for (; book->position < end; book->position++)
    {
      const TbRecord *record = tb_journal_get (book->journal, book->position);

      if (record->kind == TB_RECORD_WAIVED || record->kind == TB_RECORD_WAIVER_ENDED)
        read_record (book, record);
    }
}

/**
 * tb_waiver_book_list:
 * @book: a book
 * @time_us: simulated time
 *
 * Returns: (transfer full) (element-type TbWaiver): those that were given by then, whether they stand or not
 */
GPtrArray *
tb_waiver_book_list (TbWaiverBook *book, gint64 time_us)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_waiver_unref);

  for (guint i = 0; i < book->waivers->len; i++)
    {
      TbWaiver *waiver = g_ptr_array_index (book->waivers, i);

      if (waiver->from_us <= time_us)
        g_ptr_array_add (list, tb_waiver_ref (waiver));
    }
  return list;
}
