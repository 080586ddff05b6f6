/* tb-facts-certificate: what there is to say about the certificate somebody has now: for whom, by whom, for which key, until when. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-certificate-text.h"
#include "tb-dissect.h"
#include "tb-units.h"

/* What lives longer than any lesson is not renewed here: a date says it, a bar does not. */
#define LONG_US (3650 * TB_US_PER_DAY)

/* The first field of that name, whatever is around it. */
static const TbField *
find_field (const TbField *field, const char *name)
{
  if (g_strcmp0 (field->name, name) == 0)
    return field;
  for (guint i = 0; field->children && i < field->children->len; i++)
    {
      const TbField *found = find_field (g_ptr_array_index (field->children, i), name);

      if (found)
        return found;
    }
  return NULL;
}

static void
add_names (TbFactCard *card, GBytes *der)
{
  g_autoptr (TbField) tree = tb_dissect_certificate (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  const TbField *names = find_field (tree, "subjectAltName");
  const TbField *name = names ? find_field (names, "dNSName") : NULL;

  if (name && name->value && *name->value)
    tb_fact_card_add (card, _("Also known as"), TB_PROVENANCE_NONE, "%s", name->value);
}

static void
add_end (TbFactCard *card, TbFactSource *source, gint64 not_after_us, gint64 now_us)
{
  g_autofree char *duration = tb_units_format_short (ABS (not_after_us - now_us));
  g_autofree char *moment = tb_units_format_moment (tb_scenario_get_start_us (tb_run_get_scenario (source->run)) + not_after_us);

  if (not_after_us - now_us > LONG_US)
    tb_fact_card_add (card, _("Expires"), TB_PROVENANCE_NONE, "%.10s", moment);
  else if (not_after_us >= now_us)
    /* Translators: %s is a duration */
    tb_fact_card_add (card, _("Expires"), TB_PROVENANCE_NONE, _("in %s"), duration);
  else
    /* Translators: %s is a duration */
    tb_fact_card_add (card, _("Expired"), TB_PROVENANCE_NONE, _("%s ago"), duration);
}

static void
set_bar (TbFactCard *card, const TbObjectState *state, gint64 from_us, gint64 due_us, gint64 now_us)
{
  gint64 lifetime_us = MAX (state->not_after_us - from_us, 1);

  card->has_bar = lifetime_us < LONG_US;
  card->bar = CLAMP ((double) (now_us - from_us) / (double) lifetime_us, 0, 1);
  card->bar_mark = CLAMP ((double) (due_us - from_us) / (double) lifetime_us, 0, 1);
  card->bar_state = state->identity;
}

static void
add_parsed (TbFactCard *card, TbFactSource *source, TbCertificate *certificate, guint32 object)
{
  gint64 start_us = tb_scenario_get_start_us (tb_run_get_scenario (source->run));
  gint64 from_us = tb_certificate_get_not_before_us (certificate) - start_us;
  const TbObjectState *state = tb_fold_get (source->fold, object);

  tb_fact_card_add (card, _("Subject"), TB_PROVENANCE_NONE, "%s", tb_certificate_get_subject (certificate));
  tb_fact_card_add (card, _("Issued by"), TB_PROVENANCE_NONE, "%s", tb_certificate_get_issuer (certificate));
  add_names (card, tb_certificate_get_der (certificate));
  tb_fact_card_add (card, _("Serial number"), TB_PROVENANCE_NONE, "%s", tb_certificate_get_serial (certificate))->mono = TRUE;
  tb_fact_card_add_bytes (card, _("Size"), g_bytes_get_size (tb_certificate_get_der (certificate)));
  set_bar (card, state, from_us, tb_facts_get_due_us (source, object), tb_fact_source_get_time (source));
}

/* Enough of it to tell two keys apart. */
#define KEY_ID_CHARACTERS 16

static void
add_key (TbFactCard *card, TbCertificate *certificate, const TbGroup *group)
{
  g_autofree char *id = tb_certificate_dup_key_id (certificate);

  tb_fact_card_add (card, _("Key"), TB_PROVENANCE_NONE, _("%s, %u-bit strength"), tb_key_algorithm_to_code (group->key_algorithm),
                    tb_key_algorithm_get_strength_bits (group->key_algorithm));
  tb_fact_card_add (card, _("Public key"), TB_PROVENANCE_MEASURED, "%.*s…", KEY_ID_CHARACTERS, id)->mono = TRUE;
}

static void
add_none (TbFactCard *card, const TbGroup *group, const TbObjectState *state)
{
  const char *why = group->authority == TB_NOBODY ? _("It has none and asks for none: nobody can check who it is.")
                    : state->identity == TB_IDENTITY_ENROLLING ? _("It has made a key and asked its authority. The answer is on its way.")
                                                               : _("It has none yet. Switched on, it will make a key and ask its authority.");

  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", why);
}

static const char *
find_staleness_words (const TbTakeback *takeback, gint64 end_us, gint64 now_us)
{
  if (takeback->refused_us <= now_us)
    /* Translators: %s is a duration */
    return takeback->end == TB_TAKEBACK_CLOSED ? _("its session was ended %s later") : _("refused for the first time %s later");
  /* Translators: %s is a duration */
  return end_us < now_us ? _("let in for another %s, until its certificate was out of use") : _("%s ago, and still accepted: nobody has acted on it");
}

/* How long a revoked certificate was still good for something, or has been so far. */
static void
add_staleness (TbFactCard *card, TbFactSource *source, guint32 object, gint64 now_us)
{
  TbLifeIndex *lives = tb_fact_source_get_lives (source);
  guint32 life = tb_life_index_find (lives, object, now_us);
  const TbTakeback *takeback = life != TB_NO_LIFE ? tb_life_index_find_takeback (lives, life, now_us) : NULL;
  g_autofree char *length = NULL;
  gint64 end_us;

  if (!tb_takeback_holds (takeback, now_us))
    return;
  end_us = tb_takeback_get_end (takeback, tb_life_index_get (lives, life), now_us);
  length = tb_units_format_short (end_us - takeback->revoked_us);
  tb_fact_card_add (card, _("Revoked"), TB_PROVENANCE_NONE, find_staleness_words (takeback, end_us, now_us), length);
}

void
tb_facts_add_certificate (TbFacts *facts, TbFactSource *source, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (tb_fact_source_get_fleet (source), object);
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbCertificate *certificate = tb_fact_source_get_certificate (source, state->certificate);
  TbFactCard *card = tb_facts_add_card (facts, _("Certificate"));

  if (certificate == NULL)
    {
      add_none (card, group, state);
      return;
    }
  add_parsed (card, source, certificate, object);
  add_key (card, certificate, group);
  tb_facts_add_doubts (card, state);
  tb_fact_card_add_count (card, _("Certificates so far"), state->n_certificates);
  add_end (card, source, state->not_after_us, tb_fact_source_get_time (source));
  if (state->identity == TB_IDENTITY_REVOKED || state->identity == TB_IDENTITY_EXPIRED)
    add_staleness (card, source, object, tb_fact_source_get_time (source));
  tb_facts_add_button (card->buttons, _("Copy as PEM"), "%s", "")->copy = tb_certificate_text_pem (tb_certificate_get_der (certificate));
}
