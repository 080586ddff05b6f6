/* fleet-fixture: see the header. */
#include "fleet-fixture.h"

#include "tb-transcript.h"

TbProfile *
house_profile (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".profile", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "profiles", file, NULL);
  g_autoptr (GError) error = NULL;
  TbProfile *profile = tb_profile_load (path, &error);

  g_assert_no_error (error);
  return profile;
}

TbLink *
house_link (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".link", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "links", file, NULL);
  g_autoptr (GError) error = NULL;
  TbLink *link = tb_link_load (path, &error);

  g_assert_no_error (error);
  return link;
}

static TbGroup *
add (TbFleet *fleet, const char *name, TbRole role, guint32 count, const char *profile, const char *link)
{
  TbGroup *group = tb_fleet_add_group (fleet, name, role, count);

  group->label = g_strdup (name);
  group->icon = g_strdup ("sensor");
  group->profile = profile ? tb_fleet_take_profile (fleet, house_profile (profile)) : NULL;
  group->link = link ? tb_fleet_take_link (fleet, house_link (link)) : NULL;
  group->policy.lifetime_us = HOUSE_LIFETIME_US;
  return group;
}

static TbGroup *
add_devices (TbFleet *fleet, const char *name, guint32 count, guint32 gateway, guint32 authority, guint32 broker, gint64 start_us)
{
  TbGroup *group = add (fleet, name, TB_ROLE_DEVICE, count, "cortex-m4-80-assembler", "wifi");

  group->gateway_first = gateway;
  group->gateway_count = count > 1 ? 2 : 1;
  group->authority = authority;
  group->service = broker;
  group->topic = g_strdup ("home/{name}/state");
  group->report = g_strdup ("{\"n\":{n}}");
  group->interval_us = TB_US_PER_MINUTE;
  group->start_us = start_us;
  return group;
}

TbFleet *
house_new_fleet (void)
{
  TbFleet *fleet = tb_fleet_new ();
  guint32 authority = add (fleet, "authority", TB_ROLE_AUTHORITY, 1, "server", NULL)->first;
  guint32 vendor = add (fleet, "vendor", TB_ROLE_AUTHORITY, 1, "server", NULL)->first;
  TbGroup *broker = add (fleet, "broker", TB_ROLE_BROKER, 1, "server", NULL);
  TbGroup *old_broker = add (fleet, "old-broker", TB_ROLE_BROKER, 1, "server", NULL);
  TbGroup *gateways = add (fleet, "gw", TB_ROLE_GATEWAY, 2, "cortex-a8-1000", "broadband");
  TbGroup *cameras;

  broker->authority = authority;
  broker->demands_certificate = TRUE;
  broker->topic = g_strdup ("home/{name}/#");
  gateways->authority = authority;
  gateways->start_us = 0;
  add_devices (fleet, "lock", 4, gateways->first, authority, broker->first, TB_US_PER_SECOND);
  cameras = add_devices (fleet, "camera", 4, gateways->first, TB_NOBODY, old_broker->first, 2 * TB_US_PER_SECOND);
  cameras->user = g_strdup ("admin");
  cameras->password = g_strdup ("admin1234");
  add_devices (fleet, "plug", 1, gateways->first, vendor, broker->first, 3 * TB_US_PER_SECOND);
  add (fleet, "eavesdropper", TB_ROLE_EAVESDROPPER, 1, NULL, NULL)->watches = gateways->first;
  return fleet;
}

/* Takes @fleet. */
void
house_set_up_fleet (House *house, TbFleet *fleet)
{
  g_autoptr (GError) error = NULL;

  house->fleet = fleet;
  house->journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  house->authority = tb_fleet_find (house->fleet, "authority");
  house->vendor = tb_fleet_find (house->fleet, "vendor");
  house->broker = tb_fleet_find (house->fleet, "broker");
  house->old_broker = tb_fleet_find (house->fleet, "old-broker");
  house->gateways = tb_fleet_find (house->fleet, "gw-01");
  house->locks = tb_fleet_find (house->fleet, "lock-01");
  house->cameras = tb_fleet_find (house->fleet, "camera-01");
  house->plug = tb_fleet_find (house->fleet, "plug");
  house->eavesdropper = tb_fleet_find (house->fleet, "eavesdropper");
  house->world = tb_world_new (house->fleet, 7, HOUSE_START_US, 2, house->journal, &error);
  g_assert_no_error (error);
}

void
house_set_up (House *house, gconstpointer unused)
{
  house_set_up_fleet (house, house_new_fleet ());
}

void
house_tear_down (House *house, gconstpointer unused)
{
  g_assert_cmpstr (tb_world_get_failure (house->world), ==, NULL);
  tb_world_free (house->world);
  tb_journal_unref (house->journal);
  tb_fleet_unref (house->fleet);
}

/* Lets happen what is due up to @until_us. */
void
house_play (House *house, gint64 until_us)
{
  gint64 time_us;

  while (tb_world_peek (house->world, &time_us) && time_us <= until_us)
    tb_world_step (house->world);
  tb_world_set_time (house->world, until_us);
  tb_journal_publish (house->journal);
}

/* An order that has to succeed. */
void
house_do (gboolean done, GError *error)
{
  g_assert_no_error (error);
  g_assert_true (done);
}

/* How many records of @kind about @subject, or about anybody. */
guint
house_count (House *house, TbRecordKind kind, guint32 subject)
{
  guint n = 0;

  for (guint64 i = 0; i < tb_journal_get_length (house->journal); i++)
    {
      const TbRecord *record = tb_journal_get (house->journal, i);

      if (record->kind == kind && (subject == TB_NOBODY || record->subject == subject))
        n++;
    }
  return n;
}

/* The @nth of them, from 0, or NULL. */
const TbRecord *
house_find (House *house, TbRecordKind kind, guint32 subject, guint nth)
{
  for (guint64 i = 0; i < tb_journal_get_length (house->journal); i++)
    {
      const TbRecord *record = tb_journal_get (house->journal, i);

      if (record->kind == kind && record->subject == subject && nth-- == 0)
        return record;
    }
  return NULL;
}

/* Steps until one more such record is there; FALSE when none comes in a hundred days. */
gboolean
house_play_to (House *house, TbRecordKind kind, guint32 subject)
{
  guint before = house_count (house, kind, subject);
  gint64 time_us;

  while (tb_world_peek (house->world, &time_us) && time_us < 100 * TB_US_PER_DAY)
    {
      tb_world_step (house->world);
      tb_journal_publish (house->journal);
      if (house_count (house, kind, subject) > before)
        return TRUE;
    }
  return FALSE;
}

const TbObjectState *
house_state (House *house, guint32 object)
{
  return tb_state_get (tb_world_get_state (house->world), object);
}

/* The payload of @record as text. */
char *
house_text (House *house, const TbRecord *record)
{
  gsize n;
  const char *bytes = g_bytes_get_data (tb_journal_get_payload (house->journal, record->payload), &n);

  return g_strndup (bytes, n);
}

const char *
house_last_reason (House *house, guint32 client)
{
  const TbRecord *refused = NULL, *next;
  g_autoptr (TbTranscript) transcript = NULL;

  for (guint n = 0; (next = house_find (house, TB_RECORD_HANDSHAKE_REFUSED, client, n)) != NULL; n++)
    refused = next;
  g_assert_nonnull (refused);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, refused->payload), NULL);
  return tb_transcript_get_reason (transcript);
}
