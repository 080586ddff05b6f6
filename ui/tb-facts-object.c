/* tb-facts-object: what there is to say about a device, gateway, broker, authority or eavesdropper. Attackers and floods are in
 * tb-facts-outbreak. */
#include "tb-facts-private.h"

#include <glib/gi18n-lib.h>

#include "tb-password.h"
#include "tb-units.h"

#define CONVERSATION_US TB_US_PER_MINUTE
#define MAX_COUNTED 20000

static void
add_link (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  guint32 gateway = tb_fleet_get_gateway (tb_fact_source_get_fleet (source), object);
  guint32 service = tb_state_get_service (tb_fold_get_state (source->fold), object);
  g_autofree char *latency = group->link ? tb_units_format_short (group->link->latency_us) : NULL;
  TbFactCard *card;

  if (group->link == NULL)
    return;
  card = tb_facts_add_card (facts, _("Link"));
  if (gateway != TB_NOBODY)
    tb_fact_card_add_name (card, _("Behind"), source, gateway);
  if (service != TB_NOBODY)
    tb_fact_card_add_name (card, _("Reports to"), source, service);
  tb_fact_card_add (card, _("Over"), TB_PROVENANCE_NONE, "%s", _(group->link->title));
  tb_fact_card_add (card, _("One way"), TB_PROVENANCE_MODELLED, "%s", latency);
  tb_fact_card_add (card, _("Capacity"), TB_PROVENANCE_MODELLED, "%.4g Mbit/s", (double) group->link->bits_per_s / 1e6);
  tb_fact_card_add (card, _("Packets lost"), TB_PROVENANCE_MODELLED, "%.2g %%", group->link->loss_ppm / 1e4);
}

static void
add_traffic (TbFacts *facts, TbFactSource *source, const TbObjectState *state)
{
  gint64 time_us = tb_fact_source_get_time (source);
  g_autofree char *interval = tb_units_format_short (state->report_interval_us);
  TbFactCard *card = tb_facts_add_card (facts, _("Messages"));

  if (state->report_interval_us > 0)
    tb_fact_card_add (card, _("Reports every"), TB_PROVENANCE_NONE, "%s", interval);
  else
    tb_fact_card_add (card, _("Reports"), TB_PROVENANCE_NONE, "%s", _("not now"));
  tb_fact_card_add_bytes (card, _("Sent inside TLS"), tb_object_state_get_bytes (state, TRUE, time_us));
  tb_fact_card_add_bytes (card, _("Sent in the clear"), tb_object_state_get_bytes (state, FALSE, time_us));
}

static const char *
tell_of_password (const TbObjectState *state)
{
  if (state->exposed)
    return _("Somebody else has read it on the wire. It lets anyone in who knows it.");
  return state->n_credentials > 0 ? _("No other device has it. It is sent as it is.") : _("The same for every device of this kind, and sent as it is.");
}

static void
add_credentials (TbFacts *facts, TbFleet *fleet, guint32 object, const TbObjectState *state)
{
  g_autofree char *password = tb_password_dup (fleet, object, state->n_credentials);
  const char *user = tb_fleet_group_of (fleet, object)->user;
  TbFactCard *card;

  if (password == NULL)
    return;
  card = tb_facts_add_card (facts, state->n_credentials > 0 ? _("Password of its own") : _("Factory password"));
  tb_fact_card_add (card, _("User"), TB_PROVENANCE_NONE, "%s", user ? user : "")->mono = TRUE;
  tb_fact_card_add (card, _("Password"), TB_PROVENANCE_NONE, "%s", password)->mono = TRUE;
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", tell_of_password (state));
  if (state->exposed)
    tb_facts_add_button (card->buttons, _("Change Password"), "change-credential device=%s", facts->title);
}

static void
add_hardware (TbFacts *facts, const TbGroup *group)
{
  const TbProfile *profile = group->profile;
  g_autofree char *sign = profile ? tb_units_format_short (profile->sign_us) : NULL;
  g_autofree char *agree = profile ? tb_units_format_short (profile->agree_us) : NULL;
  TbFactCard *card;

  if (profile == NULL)
    return;
  card = tb_facts_add_card (facts, _("Hardware"));
  tb_fact_card_add (card, _("Processor"), TB_PROVENANCE_NONE, "%s", _(profile->title));
  if (profile->device_class && *profile->device_class)
    tb_fact_card_add (card, _("Class"), TB_PROVENANCE_NONE, "%s", profile->device_class);
  tb_fact_card_add (card, _("One signature"), TB_PROVENANCE_MODELLED, "%s", sign);
  tb_fact_card_add (card, _("One key agreement"), TB_PROVENANCE_MODELLED, "%s", agree);
  if (profile->source && *profile->source)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, _("Source: %s"), profile->source);
}

/* Where the private key is, and so what a thief gets. */
static void
add_key_store (TbFacts *facts, const TbGroup *group)
{
  const TbKeyStoreInfo *info = tb_key_store_get_info (group->key_store);
  g_autofree char *sign = tb_units_format_short (info->sign_us);
  TbFactCard *card;

  if (group->authority == TB_NOBODY)
    return;
  card = tb_facts_add_card (facts, _("Key store"));
  tb_fact_card_add (card, _("Private key in"), TB_PROVENANCE_NONE, "%s", _(info->title));
  if (info->sign_us > 0)
    tb_fact_card_add (card, _("One signature there"), TB_PROVENANCE_MODELLED, "%s", sign);
  tb_fact_card_add (card, _("A thief gets"), TB_PROVENANCE_NONE, "%s", _(info->thief));
  if (*info->source)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, _("Source: %s"), info->source);
}

static void
add_anchor (TbFactCard *card, TbFactSource *source, const TbAnchor *anchor)
{
  TbCertificate *certificate = tb_fact_source_get_certificate (source, anchor->payload);

  if (anchor->is_leaf)
    {
      tb_facts_add_leaf (card, source, anchor->authority);
      return;
    }
  tb_fact_card_add_name (card, _("Whoever is vouched for by"), source, anchor->authority);
  if (certificate != NULL)
    tb_fact_card_add (card, anchor->retired ? _("Under the root, retired") : _("Under the root"), TB_PROVENANCE_NONE, "%s",
                      tb_certificate_get_common_name (certificate));
}

/* Whom it would believe in its next handshake. */
static void
add_trust_store (TbFacts *facts, TbFactSource *source, guint32 object)
{
  const TbState *state = tb_fold_get_state (source->fold);
  const TbAnchors *anchors = tb_state_get_anchors (state);
  guint64 trusted = tb_state_get_trusted (state, object);
  TbFactCard *card;

  if (anchors->n == 0)
    return;
  card = tb_facts_add_card (facts, _("Trust store"));
  if (trusted == 0)
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Empty: it refuses every server that shows a certificate."));
  for (guint i = 0; i < anchors->n; i++)
    if ((trusted >> i & 1) != 0)
      add_anchor (card, source, &anchors->anchors[i]);
  if (tb_anchors_is_lost (anchors, trusted, tb_fleet_group_of (tb_fact_source_get_fleet (source), object)->authority))
    tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("Lost: it trusts only the retired root of its authority. Somebody has to come by."));
}

static void
add_refusal (TbFacts *facts, const TbObjectState *state)
{
  TbFactCard *card;

  if (state->n_refused == 0)
    return;
  card = tb_facts_add_card (facts, _("Turned away"));
  tb_fact_card_add_count (card, _("Handshakes refused"), state->n_refused);
  if (state->last_alert >= 0)
    tb_fact_card_add (card, _("Last time"), TB_PROVENANCE_MEASURED, "%s", tb_transcript_alert_name (state->last_alert));
}

static void
add_deeds (TbFacts *facts, const TbGroup *group, const TbObjectState *state, const char *name)
{
  gboolean is_off = state->health == TB_HEALTH_OFF;

  if (!is_off && state->certificate != TB_NO_PAYLOAD)
    tb_facts_add_button (facts->buttons, _("Renew Now"), "renew device=%s", name);
  else if (!is_off && group->authority != TB_NOBODY)
    tb_facts_add_button (facts->buttons, _("Enrol"), "enrol device=%s", name);
  if (state->identity == TB_IDENTITY_REVOKED || state->is_captured)
    tb_facts_add_button (facts->buttons, _("Enrol Anew"), "enrol device=%s", name);
  else if (state->certificate != TB_NO_PAYLOAD && state->identity != TB_IDENTITY_EXPIRED)
    tb_facts_add_button (facts->buttons, _("Revoke…"), "revoke device=%s reason=keyCompromise", name)->edit = TRUE;
  if (group->service != TB_NOBODY)
    tb_facts_add_button (facts->buttons, _("Update Firmware…"), "update-firmware device=%s version=%u", name, state->firmware_version + 1)->edit = TRUE;
  if (!is_off && group->service != TB_NOBODY)
    {
      tb_facts_add_button (facts->buttons, _("Reconnect"), "connect device=%s", name);
      tb_facts_add_button (facts->buttons, _("Publish…"), "publish device=%s topic=home/%s/note message=hello", name, name)->edit = TRUE;
    }
  tb_facts_add_button (facts->buttons, is_off ? _("Switch On") : _("Switch Off"), "power device=%s state=%s", name, is_off ? "on" : "off");
}

/* By which it came to its certificate; where it has none, what was said last. */
static void
add_conversation (TbFacts *facts, TbFactSource *source, const TbObjectState *state, guint32 object)
{
  gint64 to_us = state->certificate != TB_NO_PAYLOAD ? state->installed_us : tb_fact_source_get_time (source);

  tb_facts_add_conversation (facts, source, object, to_us - CONVERSATION_US, to_us, TB_NO_PAYLOAD);
}

static void
about_device (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbObjectState *state = tb_fold_get (source->fold, object);

  facts->identity = tb_look_identity (state->identity);
  facts->health = tb_look_health (state->health);
  if (state->firmware_phase != TB_FIRMWARE_IDLE)          /* what is new comes first */
    tb_facts_add_firmware (facts, source, group, object);
  tb_facts_add_care (facts, source, object);
  tb_facts_add_outbreak (facts, source, object);
  tb_facts_add_strangers (facts, source, group, object);
  tb_facts_add_checks (facts, source, group, object);
  tb_facts_add_certificate (facts, source, object);
  tb_facts_add_policy (facts, source, object);
  if (state->firmware_phase == TB_FIRMWARE_IDLE)
    tb_facts_add_firmware (facts, source, group, object);
  tb_facts_add_signatures (facts, source, object);
  add_key_store (facts, group);
  add_trust_store (facts, source, object);
  add_credentials (facts, tb_fact_source_get_fleet (source), object, state);
  if (state->session > 0)
    tb_facts_add_session (facts, source, state->session, TRUE);
  add_conversation (facts, source, state, object);
  add_refusal (facts, state);
  add_traffic (facts, source, state);
  add_link (facts, source, group, object);
  add_hardware (facts, group);
  add_deeds (facts, group, state, facts->title);
}

/* Up to a limit: a city is not counted again with every frame. */
static void
count_behind (TbFactSource *source, guint32 gateway, guint by_identity[TB_IDENTITY_N_STATES], guint *n)
{
  TbFleet *fleet = tb_fact_source_get_fleet (source);
  guint32 n_objects = MIN (tb_fleet_get_n_objects (fleet), MAX_COUNTED);

  for (guint32 object = 1; object <= n_objects; object++)
    if (tb_fleet_get_role (fleet, object) == TB_ROLE_DEVICE && tb_fleet_get_gateway (fleet, object) == gateway)
      {
        by_identity[tb_fold_get (source->fold, object)->identity]++;
        (*n)++;
      }
}

static void
about_gateway (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  guint by_identity[TB_IDENTITY_N_STATES] = { 0 };
  guint n = 0;
  TbFactCard *card;

  about_device (facts, source, group, object);
  count_behind (source, object, by_identity, &n);
  card = tb_facts_add_card (facts, _("Behind it"));
  tb_fact_card_add_count (card, _("Devices"), n);
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    if (by_identity[i] > 0)
      tb_fact_card_add_count (card, tb_look_get_word (tb_look_identity (i)), by_identity[i]);
}

static void
add_interval (TbFactCard *card, const char *label, const char *format, gint64 interval_us)
{
  g_autofree char *duration = tb_units_format_short (interval_us);

  if (interval_us > 0)
    tb_fact_card_add (card, label, TB_PROVENANCE_NONE, format, duration);
}

/* How it tells whom it has taken back. */
static void
add_publishing (TbFactCard *card, const TbGroup *group)
{
  /* Translators: %s is a duration */
  add_interval (card, _("List of revoked certificates"), _("every %s"), group->crl_interval_us);
  add_interval (card, _("What has changed since"), _("every %s"), group->delta_interval_us);
  /* Translators: %s is a duration */
  add_interval (card, _("Answers about one certificate"), _("may be kept for %s"), group->ocsp_validity_us);
}

static void
about_authority (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  const TbTotals *totals = tb_fold_get_totals (source->fold);
  TbFactCard *card;

  if (group->is_rogue)
    {
      tb_facts_add_rogue (facts, source, object);
      return;
    }
  card = tb_facts_add_card (facts, _("Vouches for"));
  tb_fact_card_add (card, "", TB_PROVENANCE_NONE, "%s", _("It signs a certificate for the key of each device that belongs here. Whoever trusts it can then check every one of them."));
  tb_fact_card_add_count (card, _("Certificates issued in this fleet"), totals->n_certificates);
  tb_fact_card_add_count (card, _("of them renewals"), totals->n_renewals);
  tb_facts_add_desk (facts, source, group, object);
  add_publishing (card, group);
  tb_facts_add_updates (facts, source, object);
}

static void
about_eavesdropper (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  TbFactCard *card = tb_facts_add_card (facts, _("Listens"));

  tb_fact_card_add_name (card, _("On the line of"), source, group->watches);
  tb_fact_card_add_count (card, _("Passwords overheard"), tb_fold_get_totals (source->fold)->n_exposed);
  tb_facts_add_overheard (facts, source);
}

static void
about_service (TbFacts *facts, TbFactSource *source, const TbGroup *group, guint32 object)
{
  tb_facts_add_siege (facts, source, group, object);
}

void
tb_facts_about_object (TbFacts *facts, TbFactSource *source, guint32 object)
{
  static void (*const about[TB_N_ROLES]) (TbFacts *, TbFactSource *, const TbGroup *, guint32) = {
    [TB_ROLE_DEVICE] = about_device,
    [TB_ROLE_GATEWAY] = about_gateway,
    [TB_ROLE_BROKER] = tb_facts_about_broker,
    [TB_ROLE_AUTHORITY] = about_authority,
    [TB_ROLE_EAVESDROPPER] = about_eavesdropper,
    [TB_ROLE_ATTACKER] = tb_facts_about_attacker,
    [TB_ROLE_SERVICE] = about_service,
  };
  const TbGroup *group = tb_fleet_group_of (tb_fact_source_get_fleet (source), object);
  const char *label = group->label && *group->label ? _(group->label) : "";
  gboolean has_hardware = group->profile && group->role <= TB_ROLE_GATEWAY;

  facts->icon = tb_look_dup_icon (group);
  facts->title = tb_fleet_dup_name (tb_fact_source_get_fleet (source), object);
  facts->subtitle = has_hardware ? g_strdup_printf ("%s · %s", label, _(group->profile->title)) : g_strdup (label);
  tb_facts_add_alerts (facts, source, object);
  about[group->role] (facts, source, group, object);
}
