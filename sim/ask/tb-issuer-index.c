/* tb-issuer-index: see the header. The places of the records that are about authorities; what they amount to is added up when it is asked for, which takes as
 * long as there are certificates. */
#include "tb-issuer-index-private.h"

struct _TbIssuerIndex
{
  TbJournal *journal;
  guint64 position;
  GArray *places;       /* guint64 */
};

TbIssuerIndex *
tb_issuer_index_new (TbJournal *journal)
{
  TbIssuerIndex *index = g_new0 (TbIssuerIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->places = g_array_new (FALSE, FALSE, sizeof (guint64));
  return index;
}

void
tb_issuer_index_free (TbIssuerIndex *index)
{
  g_array_unref (index->places);
  tb_journal_unref (index->journal);
  g_free (index);
}

/* The authority that a record is about, or TB_NOBODY. */
static guint32
authority_of (const TbRecord *record)
{
  switch (record->kind)
    {
    case TB_RECORD_CERTIFICATE_ISSUED:
    case TB_RECORD_CERTIFICATE_REVOKED:
    case TB_RECORD_FORMER_REVOKED:
    case TB_RECORD_CERTIFICATE_RELEASED:
      return record->object;
    case TB_RECORD_CRL_PUBLISHED:
    case TB_RECORD_RESPONDER_SWITCHED:
    case TB_RECORD_AUTHORITY_MADE:
      return record->subject;
    default:
      return TB_NOBODY;
    }
}

/* Reads on to @position. */
void
tb_issuer_index_read (TbIssuerIndex *index, guint64 position)
{
  for (; index->position < position; index->position++)
    if (authority_of (tb_journal_get (index->journal, index->position)) != TB_NOBODY)
      g_array_append_val (index->places, index->position);
}

static void
add (TbIssuerDeeds *deeds, const TbRecord *record)
{
  switch (record->kind)
    {
    case TB_RECORD_CERTIFICATE_ISSUED:
      deeds->n_issued++;
      break;
    case TB_RECORD_CERTIFICATE_REVOKED:
    case TB_RECORD_FORMER_REVOKED:
      deeds->n_revoked++;
      break;
    case TB_RECORD_CERTIFICATE_RELEASED:
      deeds->n_revoked--;
      break;
    case TB_RECORD_CRL_PUBLISHED:
      deeds->crl_us = record->time_us;
      deeds->crl_next_us = record->value;
      break;
    case TB_RECORD_RESPONDER_SWITCHED:
      deeds->responder_on = record->detail != 0;
      break;
    default:
      deeds->generation += record->detail == TB_DEPTH_ROOT || record->detail == TB_DEPTH_NEXT_ROOT;
      break;
    }
}

guint
tb_issuer_index_count (TbIssuerIndex *index)
{
  return index->places->len;
}

/* What @authority has done before @position. */
void
tb_issuer_index_sum (TbIssuerIndex *index, guint32 authority, guint64 position, TbIssuerDeeds *deeds)
{
  *deeds = (TbIssuerDeeds) { .crl_us = -1, .crl_next_us = -1, .responder_on = TRUE };
  for (guint i = 0; i < index->places->len; i++)
    {
      guint64 place = g_array_index (index->places, guint64, i);
      const TbRecord *record = place < position ? tb_journal_get (index->journal, place) : NULL;

      if (record == NULL)
        return;
      if (authority_of (record) == authority)
        add (deeds, record);
    }
}
