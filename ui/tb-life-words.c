/* tb-life-words: see the header. */
#include "tb-life-words.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"
#include "tb-units.h"

static char *
tell_in_force (TbLifeIndex *index, const TbLifeSpan *span, gint64 now_us)
{
  const TbLife *life = tb_life_index_get (index, span->life);
  g_autofree char *from = tb_sentence_format_moment (life->installed_us);
  g_autofree char *to = tb_sentence_format_moment (life->not_after_us);
  g_autofree char *due = tb_sentence_format_moment (tb_life_index_get_due (index, span->life, now_us));
  gint64 due_us = tb_life_index_get_due (index, span->life, now_us);

  if (life->replaced_us <= now_us)
    /* Translators: two moments of simulated time */
    return g_strdup_printf (_("In force from %s; was to end %s, and was replaced before"), from, to);
  if (due_us <= now_us)
    /* Translators: three moments of simulated time */
    return g_strdup_printf (_("In force since %s, ends %s; renewal has been due since %s"), from, to, due);
  /* Translators: three moments of simulated time */
  return g_strdup_printf (_("In force since %s, ends %s; due for renewal from %s"), from, to, due);
}

static char *
tell_gap (TbLifeIndex *index, const TbLifeSpan *span, gint64 now_us)
{
  g_autofree char *ended = tb_sentence_format_moment (span->from_us);
  g_autofree char *length = tb_units_format_short (span->to_us - span->from_us);

  if (span->to_us >= now_us)
    /* Translators: a duration, and a moment of simulated time */
    return g_strdup_printf (_("Outage for %s so far: its certificate ended %s, and no other has come"), length, ended);
  /* Translators: a duration, and a moment of simulated time */
  return g_strdup_printf (_("Outage of %s: its certificate ended %s, before another had come"), length, ended);
}

/* How long the certificate was still good for something after it had been revoked. */
static char *
tell_revoked (TbLifeIndex *index, guint32 number, gint64 now_us)
{
  const TbLife *life = tb_life_index_get (index, number);
  const TbTakeback *takeback = tb_life_index_find_takeback (index, number, now_us);
  gint64 end_us = tb_takeback_get_end (takeback, life, now_us);
  g_autofree char *revoked = tb_sentence_format_moment (takeback->revoked_us);
  g_autofree char *length = tb_units_format_short (end_us - takeback->revoked_us);

  if (takeback->refused_us > now_us && end_us >= now_us)
    /* Translators: a moment of simulated time, and a duration */
    return g_strdup_printf (_("Revoked %s, and still accepted after %s: nobody has acted on it yet"), revoked, length);
  if (takeback->refused_us > now_us)
    /* Translators: a moment of simulated time, and a duration */
    return g_strdup_printf (_("Revoked %s; nobody refused it in the %s until it was out of use"), revoked, length);
  /* Translators: a moment of simulated time, and a duration */
  return g_strdup_printf (takeback->end == TB_TAKEBACK_CLOSED ? _("Revoked %s; its session was ended %s later") : _("Revoked %s; first refused %s later"),
                          revoked, length);
}

/**
 * tb_life_describe:
 * @index: the certificates
 * @object: whose
 * @now_us: nothing later is known
 * @time_us: when
 *
 * Returns: (transfer full): one sentence about how it stood then
 */
char *
tb_life_describe (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 time_us)
{
  TbLifeSpan span;

  if (!tb_life_index_find_span (index, object, now_us, time_us, &span))
    {
      if (tb_life_index_find (index, object, now_us) == TB_NO_LIFE)
        return g_strdup (_("No certificate yet"));
      return g_strdup (time_us > now_us ? _("Nothing in force by then, unless it renews") : _("No certificate in use then"));
    }
  switch ((TbLifeState) span.state)
    {
    case TB_LIFE_GAP: return tell_gap (index, &span, now_us);
    case TB_LIFE_STALE:
    case TB_LIFE_REFUSED: return tell_revoked (index, span.life, now_us);
    default: return tell_in_force (index, &span, now_us);
    }
}

typedef struct
{
  guint n;
  gint64 outage_us;
  gint64 stale_us;
  gboolean is_stale;
} Sums;

static void
sum_up (TbLifeIndex *index, guint32 object, gint64 now_us, Sums *sums)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan));

  tb_life_index_add_spans (index, object, now_us, G_MININT64, spans);
  for (guint i = 0; i < spans->len; i++)
    {
      const TbLifeSpan *span = &g_array_index (spans, TbLifeSpan, i);

      if (span->state == TB_LIFE_GAP)
        sums->outage_us += span->to_us - span->from_us;
      if (span->state == TB_LIFE_STALE)
        sums->stale_us += span->to_us - span->from_us;
      sums->is_stale |= span->state == TB_LIFE_STALE && span->to_us >= now_us;
    }
  for (guint32 life = tb_life_index_find (index, object, now_us); life != TB_NO_LIFE; life = tb_life_index_get (index, life)->previous)
    sums->n += tb_life_index_get (index, life)->installed_us != TB_LIFE_NEVER;
}

/**
 * tb_life_describe_all:
 * @index: the certificates
 * @object: whose
 * @now_us: nothing later is known
 *
 * Returns: (transfer full): how it stands, how many it has had, and how long it was without
 */
char *
tb_life_describe_all (TbLifeIndex *index, guint32 object, gint64 now_us)
{
  g_autofree char *now = tb_life_describe (index, object, now_us, now_us);
  GString *text = g_string_new (now);
  Sums sums = { 0 };

  sum_up (index, object, now_us, &sums);
  if (sums.n > 0)
    g_string_append_printf (text, ngettext (" · %u certificate so far", " · %u certificates so far", sums.n), sums.n);
  if (sums.outage_us > 0)
    {
      g_autofree char *outage = tb_units_format_short (sums.outage_us);

      /* Translators: a duration */
      g_string_append_printf (text, _(" · without one for %s in all"), outage);
    }
  return g_string_free (text, FALSE);
}

/**
 * tb_life_get_stale:
 * @index: the certificates
 * @object: whose
 * @now_us: nothing later is known
 * @stale_us: (out): for how long its revoked certificates were still accepted, in all
 * @is_over: (out): whether none is any more
 *
 * Returns: whether one of its certificates was revoked
 */
gboolean
tb_life_get_stale (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 *stale_us, gboolean *is_over)
{
  Sums sums = { 0 };

  sum_up (index, object, now_us, &sums);
  *stale_us = sums.stale_us;
  *is_over = !sums.is_stale;
  return sums.stale_us > 0;
}
