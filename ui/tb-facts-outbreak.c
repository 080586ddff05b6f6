/* tb-facts-outbreak: what there is to say about doors, infections, botnets and services under attack. Doors are told apart from certificates on purpose:
 * one may be in order while the other is wide open. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-siege.h"
#include "tb-units.h"

#define MAX_SEARCHED 50000      /* of larger fleets it is not looked up whom somebody took */
#define MAX_NAMED 5

/* An outbreak is a model: whatever is counted of it is no measurement. */
static void
add_modelled (TbFactCard *card, const char *label, guint64 count)
{
  tb_fact_card_add (card, label, TB_PROVENANCE_MODELLED, "%'" G_GUINT64_FORMAT, count);
}

static const char *const credentials[] = {
  [TB_CREDENTIAL_FACTORY] = N_("the factory's: the same on all of its kind, and on every list"),
  [TB_CREDENTIAL_UNIQUE] = N_("one of its own"),
  [TB_CREDENTIAL_NONE] = N_("none: only keys are let in"),
};
static const char *const managements[] = {
  [TB_MANAGEMENT_OPEN] = N_("open to whoever knows the password"),
  [TB_MANAGEMENT_MUTUAL_TLS] = N_("only with a certificate that it trusts"),
  [TB_MANAGEMENT_OFF] = N_("no such port"),
};
static const char *const vectors[TB_N_VECTORS] = {
  [TB_VECTOR_TELNET] = N_("telnet, with factory passwords"),
  [TB_VECTOR_FIRMWARE] = N_("the hole in the firmware"),
  [TB_VECTOR_ANY] = N_("telnet, then the hole in the firmware"),
};

static const TbLook *
look_of_door (gboolean is_open)
{
  return is_open ? tb_look_health (TB_HEALTH_INFECTED) : tb_look_identity (TB_IDENTITY_VALID);
}

static gboolean
lets_in (const TbSurface *surface, TbVector vector)
{
  return tb_surface_judge (surface, vector) == TB_REFUSAL_N;
}

/* Which door it is that @vector would come through. */
static void
add_way_in (TbFactCard *card, const TbSurface *surface, TbVector vector)
{
  gboolean telnet = vector != TB_VECTOR_FIRMWARE && lets_in (surface, TB_VECTOR_TELNET);
  gboolean firmware = vector != TB_VECTOR_TELNET && lets_in (surface, TB_VECTOR_FIRMWARE);
  const char *word = telnet && firmware ? _("telnet and management port") : telnet ? _("the telnet port") : firmware ? _("the management port") : _("no door");

  tb_fact_card_add (card, _("Lets the attacker in"), TB_PROVENANCE_NONE, "%s", word)->look = look_of_door (telnet || firmware);
  if (!telnet && !firmware)
    tb_fact_card_add (card, _("He is told"), TB_PROVENANCE_NONE, "%s", tb_look_get_word (tb_look_attempt (tb_surface_judge (surface, vector))));
}

/* What would close a door that is open. */
static void
add_locks (TbFactCard *card, const TbSurface *surface, const char *name)
{
  if (surface->telnet_open)
    tb_facts_add_button (card->buttons, _("Close Telnet"), "close-telnet device=%s", name);
  if (surface->telnet_open && surface->credential == TB_CREDENTIAL_FACTORY)
    tb_facts_add_button (card->buttons, _("Change Password"), "change-credential device=%s", name);
}

static void
add_doors (TbFacts *facts, TbFleet *fleet, const TbSurface *surface, TbVector vector)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Doors"));
  const char *network = tb_fleet_get_network (fleet, surface->segment)->name;

  tb_fact_card_add (card, _("Telnet"), TB_PROVENANCE_NONE, "%s", surface->telnet_open ? _("open") : _("closed"))->look = look_of_door (surface->telnet_open);
  tb_fact_card_add (card, _("Password there"), TB_PROVENANCE_NONE, "%s", _(credentials[surface->credential]))->look =
    look_of_door (surface->credential == TB_CREDENTIAL_FACTORY);
  tb_fact_card_add (card, _("Management"), TB_PROVENANCE_NONE, "%s", _(managements[surface->management]))->look =
    look_of_door (surface->management == TB_MANAGEMENT_OPEN);
  tb_fact_card_add (card, _("Hole in firmware"), TB_PROVENANCE_NONE, "%s", surface->is_patched ? _("none, or mended") : _("open"))->look =
    look_of_door (!surface->is_patched);
  if (tb_fleet_get_n_networks (fleet) > 1)
    tb_fact_card_add (card, _("Network"), TB_PROVENANCE_NONE, "%s", surface->segment == 0 ? _("the one all are in") : network);
  tb_fact_card_add (card, _("May talk to"), TB_PROVENANCE_NONE, "%s", surface->egress_limited ? _("its broker alone") : _("anybody"));
  add_way_in (card, surface, vector);
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s",
                    _("A certificate for the broker closes none of these doors: it says who the device is when it reports, not who may log in to it."));
  add_locks (card, surface, facts->title);
}

static guint32
count_taken_by (TbFactSource *source, guint32 object, guint32 named[MAX_NAMED])
{
  guint32 n_objects = tb_fleet_get_n_objects (tb_fact_source_get_fleet (source)), n = 0;

  for (guint32 other = 1; other <= n_objects; other++)
    if (tb_fold_get (source->fold, other)->infected_by == object && tb_fold_get (source->fold, other)->n_infections > 0)
      {
        if (n < MAX_NAMED)
          named[n] = other;
        n++;
      }
  return n;
}

static void
add_victims (TbFactCard *card, TbFactSource *source, guint32 object)
{
  guint32 named[MAX_NAMED], n;

  if (tb_fleet_get_n_objects (tb_fact_source_get_fleet (source)) > MAX_SEARCHED)
    return;
  n = count_taken_by (source, object, named);
  add_modelled (card, _("Has itself taken"), n);
  for (guint32 i = 0; i < MIN (n, MAX_NAMED); i++)
    tb_fact_card_add_name (card, i == 0 ? _("among them") : "·", source, named[i]);
}

static void
add_infection (TbFacts *facts, TbFactSource *source, const TbObjectState *state, guint32 object)
{
  g_autofree char *when = tb_units_format_clock (state->infected_us);
  gboolean is_infected = state->infection != TB_INFECTION_NONE;
  const char *word = !is_infected ? _("rid of it") : state->infection == TB_INFECTION_LOADING ? _("taken, being loaded") : _("taken, looks for others");
  TbFactCard *card = tb_facts_add_card (facts, _("Infection"));

  tb_fact_card_add (card, _("Now"), TB_PROVENANCE_NONE, "%s", word)->look = look_of_door (is_infected);
  if (state->infected_by != TB_NOBODY)
    tb_fact_card_add_name (card, is_infected ? _("Taken by") : _("Last taken by"), source, state->infected_by);
  tb_fact_card_add (card, _("At"), TB_PROVENANCE_NONE, "%s", when);
  tb_fact_card_add (card, _("Generation"), TB_PROVENANCE_MODELLED, "%u", state->generation);
  add_modelled (card, _("Times taken"), state->n_infections);
  add_victims (card, source, object);
  if (is_infected)
    tb_facts_add_button (card->buttons, _("Reboot"), "reboot device=%s", facts->title);
  if (!state->is_quarantined)
    tb_facts_add_button (card->buttons, _("Quarantine"), "quarantine device=%s state=on", facts->title);
  else
    tb_facts_add_button (card->buttons, _("Let Back"), "quarantine device=%s state=off", facts->title);
  if (state->is_quarantined)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("In quarantine: nobody reaches it, and it reaches nobody."));
}

/**
 * tb_facts_add_outbreak:
 * @facts: facts about a device
 * @source: where they are from
 * @object: the device
 *
 * Adds its doors and its infection, where there is an attacker.
 */
void
tb_facts_add_outbreak (TbFacts *facts, TbFactSource *source, guint32 object)
{
  TbFleet *fleet = tb_fact_source_get_fleet (source);
  guint32 attacker = tb_fleet_get_attacker (fleet);
  const TbObjectState *state = tb_fold_get (source->fold, object);

  if (attacker == TB_NOBODY || tb_fleet_get_role (fleet, object) != TB_ROLE_DEVICE)
    return;
  if (state->n_infections > 0)
    add_infection (facts, source, state, object);
  add_doors (facts, fleet, &state->surface, tb_fleet_group_of (fleet, attacker)->campaign.vector);
}

static void
add_attempts (TbFacts *facts, const TbTotals *totals)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Turned away"));

  for (guint i = 0; i < TB_REFUSAL_N; i++)
    if (totals->n_attempts[i] > 0)
      add_modelled (card, tb_look_get_word (tb_look_attempt (i)), totals->n_attempts[i]);
  if (totals->n_attempts[TB_REFUSAL_N] > 0)
    add_modelled (card, _("nobody there"), totals->n_attempts[TB_REFUSAL_N]);
  if (card->facts->len == 0)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Nobody yet."));
}

static void
add_targets (TbFactCard *card, TbFactSource *source)
{
  TbFleet *fleet = tb_fact_source_get_fleet (source);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);
      const TbSiege *siege = tb_state_get_siege (tb_fold_get_state (source->fold), group->first);

      if (siege != NULL && siege->is_target)
        tb_fact_card_add_name (card, _("Floods"), source, group->first);
    }
}

/* What he has, and what he does with it. */
void
tb_facts_about_attacker (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbTotals *totals = tb_fold_get_totals (source->fold);
  gboolean is_scanning = tb_state_is_scanned (tb_fold_get_state (source->fold));
  TbFactCard *card = tb_facts_add_card (facts, _("Botnet"));

  tb_fact_card_add (card, _("Campaign"), TB_PROVENANCE_NONE, "%s", is_scanning ? _("on") : _("off"))->look = look_of_door (is_scanning);
  add_modelled (card, _("Bots"), totals->n_bots);
  add_modelled (card, _("Devices taken"), totals->n_infections);
  add_modelled (card, _("Highest generation"), totals->deepest);
  tb_fact_card_add (card, _("Comes through"), TB_PROVENANCE_NONE, "%s", _(vectors[group->campaign.vector]));
  tb_fact_card_add (card, _("Each bot probes"), TB_PROVENANCE_NONE, _("%.4g addresses a second"), group->campaign.scan_rate);
  tb_fact_card_add (card, _("at random among"), TB_PROVENANCE_NONE, "%'" G_GUINT64_FORMAT, group->campaign.addresses);
  add_targets (card, source);
  add_attempts (facts, totals);
  tb_fact_card_add (tb_facts_add_card (facts, _("How real is this?")), "", TB_PROVENANCE_NONE, "%s",
                    _("A model: rates and chances from published measurements. No program of an attacker, no list of passwords and no packet of a flood exists here."));
}

static void
add_rate (TbFactCard *card, const char *label, TbProvenance provenance, guint64 bits_per_s)
{
  static const struct { double unit; const char *name; } units[] = { { 1e9, "Gbit/s" }, { 1e6, "Mbit/s" }, { 1e3, "kbit/s" }, { 1, "bit/s" } };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (units) && (double) bits_per_s < units[i].unit)
    i++;
  tb_fact_card_add (card, label, provenance, "%.4g %s", (double) bits_per_s / units[i].unit, units[i].name);
}

static void
add_latency (TbFactCard *card, const TbGroup *group, guint64 flood_bps)
{
  TbVictim victim = tb_siege_get_victim (group);
  g_autofree char *latency = tb_units_format_short (tb_victim_under (&victim, flood_bps).latency_us);

  tb_fact_card_add (card, _("An answer takes"), TB_PROVENANCE_MODELLED, "%s", latency);
}

/**
 * tb_facts_add_siege:
 * @facts: facts about a service or broker
 * @source: where they are from
 * @group: what it is
 * @object: which one
 *
 * Adds what it can bear and what it has to, where the scenario gives it a limit or somebody floods it.
 */
void
tb_facts_add_siege (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbSiege *siege = tb_state_get_siege (tb_fold_get_state (source->fold), object);
  guint answered = siege != NULL ? siege->answered : TB_SIEGE_ALL;
  guint64 flood_bps = siege != NULL ? siege->flood_bps : 0;
  TbFactCard *card;

  if (group->role != TB_ROLE_SERVICE && siege == NULL)
    return;
  card = tb_facts_add_card (facts, siege != NULL && siege->is_target ? _("Under attack") : _("Service"));
  tb_fact_card_add (card, _("Now"), TB_PROVENANCE_NONE, "%s", tb_look_get_word (tb_look_siege (tb_look_judge_siege (answered))))->look =
    tb_look_siege (tb_look_judge_siege (answered));
  tb_fact_card_add (card, _("Requests answered"), TB_PROVENANCE_MODELLED, "%.4g %%", answered / 100.0);
  add_rate (card, _("Flood"), TB_PROVENANCE_MODELLED, flood_bps);
  if (group->capacity.bits_per_s > 0)
    {
      add_rate (card, _("It can take in"), TB_PROVENANCE_NONE, group->capacity.bits_per_s);
      add_rate (card, _("Honest clients send"), TB_PROVENANCE_NONE, group->capacity.honest_bps);
      add_latency (card, group, flood_bps);
    }
  if (siege != NULL && siege->limit_bps > 0)
    add_rate (card, _("Limit for each client"), TB_PROVENANCE_NONE, siege->limit_bps);
  for (guint i = 0; i < group->capacity.n_needs; i++)
    tb_fact_card_add_name (card, _("Needs"), source, group->capacity.needs[i]);
}
