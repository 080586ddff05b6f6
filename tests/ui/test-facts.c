/* What the inspector says of whom. */
#include "alert-fixture.h"
#include "tb-ear.h"
#include "facts-fixture.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbRun) run = start_house ();

  tb_run_set_target (run, 2 * TB_US_PER_MINUTE);
  tb_run_wait (run, 2 * TB_US_PER_MINUTE);
  facts_watch (fixture, run, tb_run_get_journal (run), 2 * TB_US_PER_MINUTE);
}

static gboolean
offers (GPtrArray *buttons, const char *command)
{
  for (guint i = 0; i < buttons->len; i++)
    if (g_str_equal (((const TbFactButton *) g_ptr_array_index (buttons, i))->command, command))
      return TRUE;
  return FALSE;
}

static void
a_lock_shows_its_certificate_and_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "lock-01");
  const TbFactCard *card = find_card (facts, "Certificate");

  g_assert_cmpstr (facts->title, ==, "lock-01");
  g_assert_true (facts->identity == tb_look_identity (TB_IDENTITY_VALID));
  g_assert_true (facts->health == tb_look_health (TB_HEALTH_HEALTHY));
  assert_fact (facts, "Certificate", "Subject", "CN=lock-01");
  assert_fact (facts, "Certificate", "Key", "P-256, 128-bit strength");
  assert_fact (facts, "Certificate", "Certificates so far", "1");
  g_assert_true (card->has_bar);
  g_assert_cmpfloat (card->bar, >, 0);
  g_assert_cmpfloat (card->bar, <, 0.01);
  g_assert_cmpfloat_with_epsilon (card->bar_mark, 2.0 / 3, 0.001);
  assert_fact (facts, "Link", "Reports to", "broker");
  g_assert_cmpstr (find_fact (facts, "Link", "Behind")->command, ==, "select gw");
}

static void
what_is_wrong_is_said_and_leads_to_the_monitor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rules = load_rules (), alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
  guint32 lock = tb_fleet_find (tb_run_get_fleet (fixture->run), "lock-01");
  g_autoptr (TbFacts) before = collect_about (fixture, "lock-01"), facts = NULL, other = NULL;

  g_ptr_array_add (alerts, make_alert (rules, "expiring", "lock-01", lock, 0, -1));
  g_ptr_array_add (alerts, make_alert (rules, "clone", "lock-01", lock, 0, -1));
  g_ptr_array_add (alerts, make_alert (rules, "silent", "lock-01", lock, 1, -1));
  fixture->source.alerts = alerts;
  facts = collect_about (fixture, "lock-01");
  other = collect_about (fixture, "lock-02");
  g_assert_null (find_card (before, "Alerts"));
  g_assert_null (find_card (other, "Alerts"));
  g_assert_true (find_card (facts, "Alerts") == g_ptr_array_index (facts->cards, 0));
  g_assert_cmpuint (find_card (facts, "Alerts")->facts->len, ==, 2);
  assert_fact (facts, "Alerts", "warning", "Certificate ends soon");
  g_assert_true (find_fact (facts, "Alerts", "critical")->look == tb_look_severity (TB_ALERT_CRITICAL));
  g_assert_true (offers (find_card (facts, "Alerts")->buttons, "view monitor"));
}

static void
numbers_say_where_they_come_from (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "lock-01");

  g_assert_cmpint (find_fact (facts, "Certificate", "Size")->provenance, ==, TB_PROVENANCE_MEASURED);
  g_assert_cmpint (find_fact (facts, "Messages", "Sent inside TLS")->provenance, ==, TB_PROVENANCE_MEASURED);
  g_assert_cmpint (find_fact (facts, "Link", "One way")->provenance, ==, TB_PROVENANCE_MODELLED);
  g_assert_cmpint (find_fact (facts, "Hardware", "One signature")->provenance, ==, TB_PROVENANCE_MODELLED);
  g_assert_cmpstr (tb_provenance_to_word (TB_PROVENANCE_MEASURED), ==, "measured");
  g_assert_cmpstr (tb_provenance_to_word (TB_PROVENANCE_NONE), ==, "");
}

static void
the_pem_is_the_certificate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "lock-01");
  const TbFactButton *button = g_ptr_array_index (find_card (facts, "Certificate")->buttons, 0);
  const TbObjectState *state = tb_fold_get (fixture->fold, fixture->selection.object);
  GBytes *der = tb_journal_get_payload (tb_run_get_journal (fixture->run), state->certificate);
  g_auto (GStrv) lines = g_strsplit (button->copy, "\n", -1);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree guchar *bytes = NULL;
  gsize n_bytes;

  g_assert_cmpstr (lines[0], ==, "-----BEGIN CERTIFICATE-----");
  for (guint i = 1; lines[i] && lines[i][0] != '-'; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 64);
      g_string_append (body, lines[i]);
    }
  bytes = g_base64_decode (body->str, &n_bytes);
  g_assert_cmpmem (bytes, n_bytes, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

static void
a_camera_shows_its_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = collect_about (fixture, "camera");

  g_assert_true (facts->identity == tb_look_identity (TB_IDENTITY_NONE));
  assert_fact (facts, "Factory password", "Password", "secret");
  g_assert_null (find_fact (facts, "Certificate", "Subject"));
  g_assert_false (offers (facts->buttons, "renew device=camera"));
}

static void
what_is_offered_fits_the_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) now = collect_about (fixture, "lock-01");
  g_autoptr (TbFacts) before = NULL;

  g_assert_true (offers (now->buttons, "renew device=lock-01"));
  g_assert_true (offers (now->buttons, "power device=lock-01 state=off"));
  tb_fold_seek (fixture->fold, 0);
  before = collect_about (fixture, "lock-01");
  g_assert_false (offers (before->buttons, "renew device=lock-01"));
  g_assert_true (offers (before->buttons, "power device=lock-01 state=on"));
  g_assert_null (find_card (before, "Handshake 1"));
}

static void
a_handshake_tells_its_flights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = NULL;
  const TbSessionEntry *entry = tb_session_index_get (fixture->sessions, 0);
  g_autofree char *title = g_strdup_printf ("Handshake %u", entry->number);

  fixture->selection = (TbSelection) { TB_SELECTION_HANDSHAKE, entry->client, entry->number, -1, 0 };
  facts = tb_facts_collect (&fixture->source);
  g_assert_cmpstr (facts->title, ==, title);
  assert_fact (facts, title, "Protocol", "TLS 1.3");
  g_assert_nonnull (find_fact (facts, title, "→ ClientHello"));
  g_assert_cmpint (find_fact (facts, title, "Took")->provenance, ==, TB_PROVENANCE_MODELLED);
  g_assert_cmpint (find_fact (facts, title, "On the wire")->provenance, ==, TB_PROVENANCE_MEASURED);
}

/* What was said with the authority, by the device and by the session it was said in. */
static void
how_it_came_to_its_certificate_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) device = collect_about (fixture, "lock-01");
  g_autoptr (TbFacts) session = NULL;
  const TbFactCard *told = find_card (device, "Conversation With the Authority");
  const TbFact *asked, *answered;

  g_assert_nonnull (told);
  g_assert_cmpuint (told->facts->len, >=, 2);
  g_assert_cmpuint (told->facts->len % 2, ==, 0);
  asked = g_ptr_array_index (told->facts, told->facts->len - 2);
  answered = g_ptr_array_index (told->facts, told->facts->len - 1);
  g_assert_true (g_str_has_prefix (asked->label, "→ "));
  g_assert_true (g_str_has_prefix (answered->label, "← "));
  g_assert_true (g_str_has_prefix (asked->value, "CN=lock-01, "));
  g_assert_true (g_str_has_prefix (answered->value, "CN=lock-01, "));
  g_assert_cmpint (answered->provenance, ==, TB_PROVENANCE_MEASURED);
  for (guint i = 0; session == NULL; i++)
    if (tb_session_index_get (fixture->sessions, i)->client == fixture->selection.object)
      {
        const TbSessionEntry *entry = tb_session_index_get (fixture->sessions, i);

        fixture->selection = (TbSelection) { TB_SELECTION_HANDSHAKE, entry->client, entry->number, -1, 0 };
        session = tb_facts_collect (&fixture->source);
      }
  g_assert_cmpuint (find_card (session, "Conversation With the Authority")->facts->len, ==, told->facts->len);
}

static void
a_signature_tells_what_noticed_and_the_device_lists_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbSignedIndex) index = tb_signed_index_new (tb_run_get_journal (fixture->run));
  g_autoptr (TbFacts) facts = NULL, device = NULL, before = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_run_submit (fixture->run, "sign device=lock-01 message=open verify=lock-02", &error));
  g_assert_no_error (error);
  tb_run_set_target (fixture->run, 3 * TB_US_PER_MINUTE);
  tb_run_wait (fixture->run, 3 * TB_US_PER_MINUTE);
  tb_signed_index_read (index, tb_journal_get_length (tb_run_get_journal (fixture->run)));
  fixture->source.signatures = index;
  fixture->selection = (TbSelection) { TB_SELECTION_SIGNATURE, 0, 1, -1, 0 };
  before = tb_facts_collect (&fixture->source);
  g_assert_cmpuint (((const TbFactCard *) g_ptr_array_index (before->cards, 0))->facts->len, ==, 1);
  tb_fold_seek (fixture->fold, 3 * TB_US_PER_MINUTE);
  facts = tb_facts_collect (&fixture->source);
  assert_fact (facts, "Signed on the bench", "Verdict", "refused");
  assert_fact (facts, "Signed on the bench", "Noticed at step", "compare");
  assert_fact (facts, "Signed on the bench", "Message", "open");
  device = collect_about (fixture, "lock-01");
  g_assert_cmpstr (((const TbFact *) g_ptr_array_index (find_card (device, "Signed on the bench")->facts, 0))->command, ==, "show signature 1");
}

static void
nothing_selected_tells_of_everybody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) facts = NULL;

  fixture->selection = (TbSelection) { TB_SELECTION_NONE, 0, 0, -1 };
  facts = tb_facts_collect (&fixture->source);
  assert_fact (facts, "Devices", "certificate valid", "2");
  g_assert_cmpuint (facts->buttons->len, ==, 0);
}

static void
there_is_something_to_say_about_everyone (Fixture *fixture, gconstpointer data)
{
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (tb_run_get_fleet (fixture->run)); object++)
    {
      g_autofree char *name = tb_fleet_dup_name (tb_run_get_fleet (fixture->run), object);
      g_autoptr (TbFacts) facts = collect_about (fixture, name);

      g_assert_cmpstr (facts->title, ==, name);
      g_assert_cmpuint (facts->cards->len, >, 0);
    }
}

static void
quit_loop (GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static void
the_eavesdropper_reads_what_is_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TbEar) ear = tb_ear_new ();
  guint n_plain = 0, n_protected = 0;

  g_signal_connect_swapped (ear, "heard", G_CALLBACK (quit_loop), loop);
  tb_ear_listen (ear, fixture->run, fixture->fold, tb_fleet_find (tb_run_get_fleet (fixture->run), "eavesdropper"));
  g_main_loop_run (loop);
  for (guint i = 0; i < tb_ear_get_lines (ear)->len; i++)
    {
      const TbOverheard *line = g_ptr_array_index (tb_ear_get_lines (ear), i);

      g_assert_cmpuint (line->n_bytes, >, 0);
      if (line->is_protected)
        n_protected++;
      else
        n_plain++;
      g_assert_true (line->is_protected || strstr (line->text, "home/camera/motion") != NULL);
    }
  g_assert_cmpuint (n_plain, >, 0);
  g_assert_cmpuint (n_protected, >, 0);
}

#define ADD(path, func) g_test_add ("/ui/facts/" path, Fixture, NULL, set_up, func, tear_down)

static void
every_device_with_a_key_says_where_it_is (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) lock = collect_about (fixture, "lock-01");
  g_autoptr (TbFacts) camera = collect_about (fixture, "camera");

  assert_fact (lock, "Key store", "Private key in", "Flash");
  g_assert_nonnull (strstr (find_fact (lock, "Key store", "A thief gets")->value, "The private key itself"));
  g_assert_null (find_card (camera, "Key store"));
}

static void
a_broker_says_what_becomes_of_the_revoked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) broker = collect_about (fixture, "broker");

  assert_fact (broker, "Revoked clients", "Known", "It does not ask: whoever was revoked is let in.");
  assert_fact (broker, "Revoked clients", "Tickets", "none");
  g_assert_null (find_fact (broker, "Revoked clients", "When it cannot tell"));
}

/* Four doors whose certificates were revoked at the same moment, and four brokers that hear of it in four ways. */
static void
set_up_doors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("delta", &error);
  TbRunOptions options = { .until_us = 9 * TB_US_PER_HOUR };
  g_autoptr (TbRun) run = NULL;

  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, 9 * TB_US_PER_HOUR);
  tb_run_wait (run, 9 * TB_US_PER_HOUR);
  facts_watch (fixture, run, tb_run_get_journal (run), 9 * TB_US_PER_HOUR);
}

static void
a_revoked_door_says_for_how_long_it_was_let_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) front = collect_about (fixture, "front-door-01"), back = collect_about (fixture, "back-door-01");
  g_autoptr (TbFacts) garage = collect_about (fixture, "garage-door-01"), cellar = collect_about (fixture, "cellar-door-01"), badge = NULL, before = NULL;

  assert_fact (front, "Certificate", "Revoked", "2 h 29 min ago, and still accepted: nobody has acted on it");
  g_assert_nonnull (strstr (find_fact (back, "Certificate", "Revoked")->value, "its session was ended 9 min"));
  g_assert_nonnull (strstr (find_fact (garage, "Certificate", "Revoked")->value, "its session was ended 4 min"));
  g_assert_nonnull (strstr (find_fact (cellar, "Certificate", "Revoked")->value, "until its certificate was out of use"));
  badge = collect_about (fixture, "badge-07");
  g_assert_null (find_fact (badge, "Certificate", "Revoked"));
  tb_fold_seek (fixture->fold, 6 * TB_US_PER_HOUR + 35 * TB_US_PER_MINUTE);
  before = collect_about (fixture, "back-door-01");
  assert_fact (before, "Certificate", "Revoked", "4 min 0 s ago, and still accepted: nobody has acted on it");
}

static void
brokers_say_how_they_hear_of_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) delta = collect_about (fixture, "delta-broker"), patient = collect_about (fixture, "patient-broker");
  g_autoptr (TbFacts) authority = collect_about (fixture, "authority");

  assert_fact (delta, "Revoked clients", "Known", "From its authority's list and what has changed since.");
  g_assert_null (find_fact (delta, "Revoked clients", "Until when"));
  assert_fact (patient, "Revoked clients", "Until when", "until its certificate ends, 2 h 0 min after it was issued at the latest");
  assert_fact (authority, "Vouches for", "List of revoked certificates", "every 6 h 0 min");
  assert_fact (authority, "Vouches for", "What has changed since", "every 10 min 0 s");
}

static void
every_device_says_whom_it_trusts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) lock = collect_about (fixture, "lock-01"), broker = collect_about (fixture, "broker"), after = NULL;
  gint64 now_us = 2 * TB_US_PER_MINUTE;

  assert_fact (lock, "Trust store", "Whoever is vouched for by", "authority");
  g_assert_nonnull (strstr (find_fact (lock, "Trust store", "Under the root")->value, "Root CA"));
  g_assert_null (find_card (broker, "Trust store"));
  tb_run_submit (fixture->run, "distrust device=lock-01 authority=authority", NULL);
  tb_run_set_target (fixture->run, now_us + TB_US_PER_SECOND);
  tb_run_wait (fixture->run, now_us + TB_US_PER_SECOND);
  tb_fold_seek (fixture->fold, now_us + TB_US_PER_SECOND);
  after = collect_about (fixture, "lock-01");
  g_assert_null (find_fact (after, "Trust store", "Whoever is vouched for by"));
  g_assert_nonnull (strstr (find_fact (after, "Trust store", "")->value, "Empty"));
}

static void
do_now (Fixture *fixture, const char *command, gint64 time_us)
{
  tb_run_submit (fixture->run, command, NULL);
  tb_run_set_target (fixture->run, time_us);
  tb_run_wait (fixture->run, time_us);
  tb_fold_seek (fixture->fold, time_us);
}

static void
a_changed_password_is_its_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) camera = NULL;

  do_now (fixture, "change-credential device=camera", 3 * TB_US_PER_MINUTE);
  camera = collect_about (fixture, "camera");
  g_assert_null (find_card (camera, "Factory password"));
  g_assert_cmpstr (find_fact (camera, "Password of its own", "Password")->value, !=, "secret");
}

/* By the scenario, and by what a command has made of it. */
static void
a_device_says_by_which_policy_it_renews (Fixture *fixture, gconstpointer data)
{
  gint64 then_us = 2 * TB_US_PER_MINUTE + TB_US_PER_SECOND;
  g_autoptr (TbFacts) lock = collect_about (fixture, "lock-01"), after = NULL;

  assert_fact (lock, "How it gets certificates", "Protocol", "EST");
  assert_fact (lock, "How it gets certificates", "Renews with", "the certificate in force");
  g_assert_null (find_fact (lock, "How it gets certificates", "Its clock is"));
  do_now (fixture, "policy group=lock renewal-proof=factory", then_us);
  do_now (fixture, "set-clock device=lock-01 time=1970-01-01T00:00:00Z", then_us + TB_US_PER_SECOND);
  after = collect_about (fixture, "lock-01");
  assert_fact (after, "How it gets certificates", "Renews with", "and the factory identity");
  g_assert_true (g_str_has_suffix (find_fact (after, "How it gets certificates", "Its clock is")->value, " behind"));
}

static void
a_copied_key_is_told_of (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) lock = collect_about (fixture, "lock-01"), after = NULL, thief = NULL;

  g_assert_null (find_card (lock, "Copied key"));
  do_now (fixture, "steal-key device=lock-01 thief=camera", 3 * TB_US_PER_MINUTE);
  after = collect_about (fixture, "lock-01");
  assert_fact (after, "Copied key", "From", "camera");
  assert_fact (after, "Copied key", "Certificates he has got", "0");
  g_assert_nonnull (strstr (find_fact (after, "Copied key", "A renewal needs")->value, "for ever"));
  thief = collect_about (fixture, "camera");
  g_assert_true (thief->identity == tb_look_identity (TB_IDENTITY_VALID));
}

static void
an_authority_may_be_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TbFacts) before = collect_about (fixture, "authority"), after = NULL;

  g_assert_null (find_card (before, "Requests"));
  g_assert_true (offers (before->buttons, "outage authority=authority state=on"));
  do_now (fixture, "outage authority=authority state=on", 2 * TB_US_PER_MINUTE + TB_US_PER_SECOND);
  after = collect_about (fixture, "authority");
  g_assert_nonnull (strstr (find_fact (after, "Requests", "")->value, "It is down"));
  g_assert_true (offers (after->buttons, "outage authority=authority state=off"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui/facts/stale", Fixture, NULL, set_up_doors, a_revoked_door_says_for_how_long_it_was_let_in, tear_down);
  g_test_add ("/ui/facts/ways", Fixture, NULL, set_up_doors, brokers_say_how_they_hear_of_it, tear_down);
  ADD ("lock", a_lock_shows_its_certificate_and_handshake);
  ADD ("alerts", what_is_wrong_is_said_and_leads_to_the_monitor);
  ADD ("provenance", numbers_say_where_they_come_from);
  ADD ("pem", the_pem_is_the_certificate);
  ADD ("key-store", every_device_with_a_key_says_where_it_is);
  ADD ("revoked-clients", a_broker_says_what_becomes_of_the_revoked);
  ADD ("trust-store", every_device_says_whom_it_trusts);
  ADD ("policy", a_device_says_by_which_policy_it_renews);
  ADD ("outage", an_authority_may_be_down);
  ADD ("copied-key", a_copied_key_is_told_of);
  ADD ("own-password", a_changed_password_is_its_own);
  ADD ("camera", a_camera_shows_its_password);
  ADD ("offers", what_is_offered_fits_the_state);
  ADD ("handshake", a_handshake_tells_its_flights);
  ADD ("conversation", how_it_came_to_its_certificate_is_told);
  ADD ("signature", a_signature_tells_what_noticed_and_the_device_lists_it);
  ADD ("nothing", nothing_selected_tells_of_everybody);
  ADD ("everyone", there_is_something_to_say_about_everyone);
  ADD ("eavesdropper", the_eavesdropper_reads_what_is_plain);
  return g_test_run ();
}
