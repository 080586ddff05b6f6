/* tb-facts-enrolment: by which policy somebody gets certificates, what time it takes it to be, and how an authority bears its requests. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-policy-case.h"
#include "tb-units.h"

/* What is said of a policy, and under which heading; the rest is on the Policies page. */
static const struct { const char *key; const char *label; } told[] = {
  { "protocol", N_("Protocol") },
  { "bootstrap", N_("When new, trusts") },
  { "first-proof", N_("First proves itself by") },
  { "renewal-proof", N_("Renews with") },
  { "lifetime", N_("Lifetime") },
};

static void
add_part (TbFactCard *card, const TbEnrolPolicy *policy, guint which)
{
  g_autofree char *text = NULL;
  guint field;

  if (!tb_enrol_policy_find_field (told[which].key, &field))
    return;
  text = tb_policy_format (policy, field);
  tb_fact_card_add (card, _(told[which].label), TB_PROVENANCE_NONE, "%s", text);
}

static void
add_clock (TbFactCard *card, const TbObjectState *state)
{
  g_autofree char *duration = tb_units_format_short (ABS (state->clock_offset_us));

  if (state->clock_offset_us == 0)
    return;
  tb_fact_card_add (card, _("Its clock is"), TB_PROVENANCE_MODELLED, state->clock_offset_us < 0 ? _("%s behind") : _("%s ahead"), duration);
}

/**
 * tb_facts_get_due_us:
 * @source: a run at a time
 * @object: a device or gateway that has a certificate
 *
 * Returns: when it is to be renewed by the policy of now, jitter left out, in simulated time
 */
gint64
tb_facts_get_due_us (TbFactSource *source, guint32 object)
{
  const TbObjectState *state = tb_fold_get (source->fold, object);
  TbEnrolPolicy policy;

  tb_policy_case_read (source->fold, tb_fleet_group_of (tb_fact_source_get_fleet (source), object), &policy);
  return tb_enrol_policy_get_renewal_us (&policy, state->installed_us, state->not_after_us, 0);
}

void
tb_facts_add_policy (TbFacts *facts, TbFactSource *source, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (tb_fact_source_get_fleet (source), object);
  const TbObjectState *state = tb_fold_get (source->fold, object);
  gint64 left_us;
  TbEnrolPolicy policy;
  TbFactCard *card;

  if (group->authority == TB_NOBODY)
    return;
  card = tb_facts_add_card (facts, _("How it gets certificates"));
  tb_policy_case_read (source->fold, group, &policy);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    add_part (card, &policy, i);
  add_clock (card, state);
  left_us = state->certificate != TB_NO_PAYLOAD ? tb_facts_get_due_us (source, object) - tb_fact_source_get_time (source) : 0;
  if (left_us > 0)
    {
      g_autofree char *duration = tb_units_format_short (left_us);

      tb_fact_card_add (card, _("Renews"), TB_PROVENANCE_NONE, _("in %s"), duration);
    }
}

static void
add_limits (TbFactCard *card, const TbGroup *group)
{
  g_autofree char *window = tb_units_format_short (group->quota_window_us);

  if (group->serves > 0)
    /* Translators: a number of requests */
    tb_fact_card_add (card, _("Answers"), TB_PROVENANCE_MODELLED, _("%u a second"), (guint) group->serves);
  if (group->quota > 0)
    /* Translators: a number of certificates and a duration */
    tb_fact_card_add (card, _("Issues"), TB_PROVENANCE_MODELLED, _("%u in %s"), (guint) group->quota, window);
}

/* How an authority bears what is asked of it. */
void
tb_facts_add_desk (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  gboolean is_down = tb_fold_get (source->fold, object)->is_down;
  TbFactCard *card = is_down || group->serves > 0 || group->quota > 0 ? tb_facts_add_card (facts, _("Requests")) : NULL;

  if (is_down)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s",
                      _("It is down: nobody gets a certificate, a list or an answer from it. Who has a certificate keeps it until that ends."));
  if (card != NULL)
    add_limits (card, group);
  tb_facts_add_button (facts->buttons, is_down ? _("Bring Back") : _("Let It Fail"), "outage authority=%s state=%s", facts->title, is_down ? "off" : "on");
}
