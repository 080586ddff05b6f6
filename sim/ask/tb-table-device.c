/* tb-table-device: the table `device`: devices and gateways, and what is true of each. Read from the fold, so it costs the same at any time. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-codes-private.h"
#include "tb-key-store.h"
#include "tb-object-cursor-private.h"
#include "tb-presence-index-private.h"
#include "tb-sent-private.h"
#include "tb-transcript.h"
#include "tb-units.h"

typedef struct
{
  TbObjectCursor at;
  const TbGroup *policy_of;     /* whose policy is read */
  TbEnrolPolicy policy;
} Row;

static gboolean
is_on (const Row *row)
{
  return row->at.state->health != TB_HEALTH_OFF;
}

static gboolean
has_certificate (const Row *row)
{
  return row->at.state->certificate != TB_NO_PAYLOAD;
}

static gboolean
is_infected (const Row *row)
{
  return row->at.state->infection != TB_INFECTION_NONE;
}

static gboolean
is_in_force (const Row *row)
{
  TbIdentityState identity = row->at.state->identity;

  return identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING || identity == TB_IDENTITY_EXPIRING;
}

/* By its door, or with the certificate that its management asks for and gets. */
static gboolean
is_maintainable (const Row *row)
{
  const TbSurface *surface = &row->at.state->surface;
  gboolean by_door = surface->telnet_open && surface->credential != TB_CREDENTIAL_NONE;

  return is_on (row) && !row->at.state->is_quarantined && (by_door || (surface->management == TB_MANAGEMENT_MUTUAL_TLS && is_in_force (row)));
}

static TbPresence
get_presence (const Row *row)
{
  const TbMoment *moment = row->at.base.moment;

  return tb_presence_index_find (tb_moment_get_index (moment, TB_INDEX_PRESENCE), row->at.object, moment->position, moment->time_us);
}

static gboolean
is_connected (const Row *row)
{
  return get_presence (row) == TB_PRESENCE_CONNECTED;
}

/* What its owner has done to a device that nobody has taken. */
static gboolean
is_cut_off (const Row *row)
{
  const TbObjectState *state = row->at.state;

  if (is_infected (row))
    return FALSE;
  return is_on (row) ? state->is_quarantined || state->is_barred : get_presence (row) == TB_PRESENCE_OFF_BY_COMMAND;
}

/* While it reports, that was with its last report; while it is only connected, its broker would notice if it were gone. */
static gint64
get_heard_us (const Row *row)
{
  const TbMoment *moment = row->at.base.moment;
  const TbObjectState *state = row->at.state;
  guint64 n = state->report_interval_us > 0 && is_on (row) ? tb_object_state_get_reports (state, moment->time_us) : 0;
  gint64 end_us;

  if (n > 0)
    return state->report_first_us + (gint64) (n - 1) * state->report_interval_us;
  end_us = tb_presence_index_find_end (tb_moment_get_index (moment, TB_INDEX_PRESENCE), row->at.object, moment->position, moment->time_us);
  return end_us == G_MAXINT64 ? moment->time_us : end_us;
}

static gboolean
is_probing (const Row *row)
{
  return is_on (row) && row->at.state->infection == TB_INFECTION_READY;
}

static gint64
get_sent_bps (const Row *row)
{
  const TbMoment *moment = row->at.base.moment;

  return tb_sent_find_bps (row->at.group, row->at.state, is_probing (row) ? tb_sent_find_order (moment) : 0);
}

/* The policy in force for its group: NULL for who has no authority. */
static const TbEnrolPolicy *
get_policy (const Row *row)
{
  Row *own = (Row *) row;
  const TbMoment *moment = row->at.base.moment;
  GBytes *changed;

  if (row->at.group->authority == TB_NOBODY)
    return NULL;
  if (row->policy_of == row->at.group)
    return &row->policy;
  own->policy_of = row->at.group;
  own->policy = row->at.group->policy;
  changed = tb_journal_get_payload (moment->journal, tb_state_get (moment->state, row->at.group->first)->policy);
  if (changed != NULL)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (changed, NULL), g_bytes_get_size (changed));

      tb_enrol_policy_from_text (&own->policy, text, NULL);
    }
  return &row->policy;
}

static void
set_policy_word (TbCell *cell, const Row *row, const char *key)
{
  const TbEnrolPolicy *policy = get_policy (row);
  guint field;

  if (policy != NULL && tb_enrol_policy_find_field (key, &field))
    tb_cell_take_text (cell, tb_enrol_policy_dup_text (policy, field));
}

static void
set_policy_time (TbCell *cell, const Row *row, gsize offset)
{
  const TbEnrolPolicy *policy = get_policy (row);

  if (policy != NULL)
    tb_cell_set_int (cell, G_STRUCT_MEMBER (gint64, policy, offset));
}

static void
set_rekeys (TbCell *cell, const Row *row)
{
  const TbEnrolPolicy *policy = get_policy (row);

  if (policy != NULL)
    tb_cell_set_bool (cell, policy->rekeys);
}

/* What is installed is the same to the last byte as what was issued. */
static void
set_certificate (TbCell *cell, const Row *row)
{
  const TbMoment *moment = row->at.base.moment;
  TbCertificateBook *book = has_certificate (row) ? tb_moment_get_index (moment, TB_INDEX_CERTIFICATE) : NULL;
  guint found = TB_NO_CERTIFICATE;

  if (book != NULL)
    found = tb_certificate_book_find_same (book, row->at.object, tb_journal_get_payload (moment->journal, row->at.state->certificate), moment->position);
  if (found != TB_NO_CERTIFICATE)
    tb_cell_set_int (cell, (gint64) found + 1);
}

static void
set_alert (TbCell *cell, int alert)
{
  if (alert >= 0)
    tb_cell_set_code (cell, tb_transcript_alert_name (alert));
}

static void
set_bytes (TbCell *cell, const Row *row, gboolean is_protected)
{
  tb_cell_set_int (cell, (gint64) tb_object_state_get_bytes (row->at.state, is_protected, row->at.base.moment->time_us));
}

#define POLICY_TIME(field) set_policy_time (cell, row, G_STRUCT_OFFSET (TbEnrolPolicy, field))

#define COLUMNS(X) \
  X (id, "INTEGER", NULL, N_("Its number in the run."), tb_cell_set_int (cell, row->at.object)) \
  X (name, "TEXT", NULL, N_("What it is called, such as lock-03; other tables name it so."), tb_cell_set_name (cell, moment, row->at.object)) \
  X (family, "TEXT", NULL, N_("The group it belongs to, such as lock."), tb_cell_set_shared (cell, row->at.group->name)) \
  X (label, "TEXT", NULL, N_("What one of its family is called by people."), tb_cell_set_shared (cell, row->at.group->label)) \
  X (role, "TEXT", NULL, N_("Whether it is a device or a gateway."), tb_cell_set_code (cell, tb_role_codes[row->at.group->role])) \
  X (gateway, "TEXT", NULL, N_("The gateway it is behind."), tb_cell_set_name (cell, moment, tb_fleet_get_gateway (moment->fleet, row->at.object))) \
  X (service, "TEXT", NULL, N_("The broker it reports to."), tb_cell_set_name (cell, moment, tb_state_get_service (moment->state, row->at.object))) \
  X (authority, "TEXT", NULL, N_("Who issues its certificates."), tb_cell_set_name (cell, moment, row->at.group->authority)) \
  X (network, "TEXT", NULL, N_("The network it is in now."), tb_cell_set_shared (cell, tb_fleet_get_network (moment->fleet, row->at.state->surface.segment)->name)) \
  X (profile, "TEXT", NULL, N_("The hardware whose published costs it has."), tb_cell_set_shared (cell, row->at.group->profile ? row->at.group->profile->id : NULL)) \
  X (key_algorithm, "TEXT", NULL, N_("What keys it makes."), tb_cell_set_code (cell, tb_key_algorithm_to_code (row->at.group->key_algorithm))) \
  X (key_store, "TEXT", NULL, N_("Where it keeps them."), tb_cell_set_code (cell, tb_key_store_get_info (row->at.group->key_store)->code)) \
  X (state, "TEXT", NULL, N_("How its identity is: none, enrolling, valid, renewing, expiring, expired, revoked or lost."), tb_cell_set_code (cell, tb_identity_state_to_code (row->at.state->identity))) \
  X (health, "TEXT", NULL, N_("Whether it does what its owner wants: off, healthy, exposed, tampered, infected, captured or quarantined."), tb_cell_set_code (cell, tb_health_to_code (row->at.state->health))) \
  X (census, "TEXT", NULL, N_("How it is in an outbreak: protected, vulnerable, infected or cleaned; modelled."), tb_cell_set_code (cell, tb_census_to_code (tb_state_get_census (moment->state, row->at.object)))) \
  X (is_on, "INTEGER", NULL, N_("Whether it is switched on."), tb_cell_set_bool (cell, is_on (row))) \
  X (is_connected, "INTEGER", NULL, N_("Whether a broker has accepted it and neither has ended that."), tb_cell_set_bool (cell, is_connected (row))) \
  X (certificate, "INTEGER", NULL, N_("The certificate it uses; its id in the table certificate."), set_certificate (cell, row)) \
  X (installed_us, "INTEGER", "us", N_("Since when it uses that."), if (has_certificate (row)) tb_cell_set_time (cell, row->at.state->installed_us)) \
  X (not_after_us, "INTEGER", "us", N_("When that ends."), if (has_certificate (row)) tb_cell_set_time (cell, row->at.state->not_after_us)) \
  X (n_certificates, "INTEGER", NULL, N_("How many certificates it has had."), tb_cell_set_int (cell, row->at.state->n_certificates)) \
  X (is_verifying, "INTEGER", NULL, N_("Whether it looks at the certificates that others show it."), tb_cell_set_bool (cell, row->at.state->is_verifying)) \
  X (is_inventoried, "INTEGER", NULL, N_("Whether its owner has it on the list."), tb_cell_set_bool (cell, row->at.group->is_inventoried)) \
  X (revocation_check, "TEXT", NULL, N_("How it finds out whether its broker's certificate was revoked: none, crl, ocsp, delta or staple."), tb_cell_set_code (cell, tb_check_codes[row->at.state->check])) \
  X (refuses_unknown, "INTEGER", NULL, N_("Whether it refuses the broker when it cannot find that out (hard fail)."), tb_cell_set_bool (cell, row->at.state->refuses_unknown)) \
  X (shows_leaf_alone, "INTEGER", NULL, N_("Whether it was given its certificate without those between that and the root."), tb_cell_set_bool (cell, row->at.state->shows_leaf_alone)) \
  X (protocol, "TEXT", NULL, N_("Its policy now: in which protocol it asks for certificates."), set_policy_word (cell, row, "protocol")) \
  X (lifetime_us, "INTEGER", "us", N_("Its policy now: how long a certificate is good."), POLICY_TIME (lifetime_us)) \
  X (renew_before_us, "INTEGER", "us", N_("Its policy now: how long before the end it renews; 0 for a third of the lifetime."), POLICY_TIME (renew_before_us)) \
  X (rekey, "INTEGER", NULL, N_("Its policy now: whether each certificate gets a new key."), set_rekeys (cell, row)) \
  X (bootstrap, "TEXT", NULL, N_("Its policy now: how it knows whom to trust when it is new."), set_policy_word (cell, row, "bootstrap")) \
  X (first_proof, "TEXT", NULL, N_("Its policy now: how it proves who it is before it has a certificate."), set_policy_word (cell, row, "first-proof")) \
  X (renewal_proof, "TEXT", NULL, N_("Its policy now: what a renewal needs."), set_policy_word (cell, row, "renewal-proof")) \
  X (key_origin, "TEXT", NULL, N_("Its policy now: who makes its next key, the device or the authority."), set_policy_word (cell, row, "key-origin")) \
  X (telnet, "TEXT", NULL, N_("Whether its telnet door is open or closed."), tb_cell_set_code (cell, row->at.state->surface.telnet_open ? "open" : "closed")) \
  X (credential, "TEXT", NULL, N_("What opens that door: a factory password, a unique one, or none."), tb_cell_set_code (cell, tb_credential_codes[row->at.state->surface.credential])) \
  X (management, "TEXT", NULL, N_("Who may use its management port: open, mutual-tls or off."), tb_cell_set_code (cell, tb_management_codes[row->at.state->surface.management])) \
  X (is_maintainable, "INTEGER", NULL, N_("Whether nightly maintenance reaches it: it is on and not quarantined, and either its telnet door is open with a password or it is managed over TLS with a certificate in force; modelled."), tb_cell_set_bool (cell, is_maintainable (row))) \
  X (is_cut_off, "INTEGER", NULL, N_("Whether its owner gets nothing from it while nobody has taken it: it is on and quarantined or barred, or was switched off by a command; modelled."), tb_cell_set_bool (cell, is_cut_off (row))) \
  X (firmware_version, "INTEGER", NULL, N_("The firmware it runs."), tb_cell_set_int (cell, row->at.state->firmware_version)) \
  X (is_tampered, "INTEGER", NULL, N_("Whether that is not its maker's, or not as its maker wanted it."), tb_cell_set_bool (cell, row->at.state->is_tampered)) \
  X (is_patched, "INTEGER", NULL, N_("Whether the hole in its firmware is mended, or there never was one."), tb_cell_set_bool (cell, row->at.state->surface.is_patched)) \
  X (is_exposed, "INTEGER", NULL, N_("Whether somebody else has read the password that it has now."), tb_cell_set_bool (cell, row->at.state->exposed)) \
  X (is_quarantined, "INTEGER", NULL, N_("Whether its owner lets nobody reach it."), tb_cell_set_bool (cell, row->at.state->is_quarantined)) \
  X (is_barred, "INTEGER", NULL, N_("Whether its gateway keeps it from brokers."), tb_cell_set_bool (cell, row->at.state->is_barred)) \
  X (egress_filtered, "INTEGER", NULL, N_("Whether its gateway lets it talk to its broker alone."), tb_cell_set_bool (cell, row->at.state->surface.egress_limited)) \
  X (infected_by, "TEXT", NULL, N_("Who has taken it, while it is infected; modelled."), if (is_infected (row)) tb_cell_set_name (cell, moment, row->at.state->infected_by)) \
  X (infected_us, "INTEGER", "us", N_("Since when it is infected; modelled."), if (is_infected (row)) tb_cell_set_time (cell, row->at.state->infected_us)) \
  X (n_infections, "INTEGER", NULL, N_("How often it was taken; modelled."), tb_cell_set_int (cell, row->at.state->n_infections)) \
  X (generation, "INTEGER", NULL, N_("Of its present infection: 1 when the attacker took it himself; modelled."), if (is_infected (row)) tb_cell_set_int (cell, row->at.state->generation)) \
  X (is_captured, "INTEGER", NULL, N_("Whether it trusts somebody who answered before its owner did."), tb_cell_set_bool (cell, row->at.state->is_captured)) \
  X (thief, "TEXT", NULL, N_("Who has a copy of its key."), tb_cell_set_name (cell, moment, row->at.state->thief)) \
  X (stolen_us, "INTEGER", "us", N_("Since when."), if (row->at.state->thief != TB_NOBODY) tb_cell_set_time (cell, row->at.state->stolen_us)) \
  X (n_stolen, "INTEGER", NULL, N_("How many certificates the thief has got with it."), tb_cell_set_int (cell, row->at.state->n_stolen)) \
  X (clock_offset_us, "INTEGER", "us", N_("How far its clock is from the right time."), tb_cell_set_int (cell, row->at.state->clock_offset_us)) \
  X (n_handshakes, "INTEGER", NULL, N_("Handshakes it has completed as a client."), tb_cell_set_int (cell, row->at.state->n_completed)) \
  X (n_refused, "INTEGER", NULL, N_("Handshakes of its own that were refused."), tb_cell_set_int (cell, row->at.state->n_refused)) \
  X (last_alert, "TEXT", NULL, N_("The TLS alert of the last of those."), set_alert (cell, row->at.state->last_alert)) \
  X (interval_us, "INTEGER", "us", N_("Between two of its reports, 0 while it does not report."), tb_cell_set_int (cell, row->at.state->report_interval_us)) \
  X (planned_interval_us, "INTEGER", "us", N_("Between two of its reports, as its owner has planned it; 0 for none."), tb_cell_set_int (cell, row->at.group->interval_us)) \
  X (planned_sleep_us, "INTEGER", "us", N_("How long it sleeps at a time, likewise; 0 for what is always awake."), tb_cell_set_int (cell, row->at.group->sleep_us)) \
  X (heard_us, "INTEGER", "us", N_("When its broker has last heard of it: its last report, or the end of its last connection; NULL when it never was connected."), tb_cell_set_time (cell, get_heard_us (row))) \
  X (is_probing, "INTEGER", NULL, N_("Whether its gateway sees it try the doors of others; modelled."), tb_cell_set_bool (cell, is_probing (row))) \
  X (sent_bps, "INTEGER", "bit/s", N_("What its gateway sees it send, reports and floods, without handshakes; modelled."), tb_cell_set_int (cell, get_sent_bps (row))) \
  X (bytes_plain, "INTEGER", "bytes", N_("Bytes of messages that it has sent in the clear."), set_bytes (cell, row, FALSE)) \
  X (bytes_protected, "INTEGER", "bytes", N_("Bytes of messages that it has sent inside TLS."), set_bytes (cell, row, TRUE))

TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_OBJECT_NARROWS, { COLUMN_family, TRUE, 10 } };

static guint64
estimate (const TbMoment *moment)
{
  return tb_fleet_get_n_objects (moment->fleet);
}

const TbTable tb_table_device = {
  .info = { "device", N_("Devices and gateways, one row each, and what is true of them."), TB_COLUMNS_OF (columns),
            "SELECT name, state, health FROM device WHERE family = 'lock' ORDER BY name" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_id,
  .scope = TB_ROLE_BIT (TB_ROLE_DEVICE) | TB_ROLE_BIT (TB_ROLE_GATEWAY),
  .cursor_size = sizeof (Row),
  .open = tb_object_cursor_open,
  .next = tb_object_cursor_next,
  .column = set_column,
  .estimate = estimate,
};
