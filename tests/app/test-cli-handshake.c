/* `trustbed-cli handshake` as a script sees it: what it prints, what it exits with, what it leaves behind. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static const char *program;

typedef struct
{
  char *output;
  char *messages;
  int exit_code;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->output);
  g_free (result->messages);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static void
run (Result *result, const char *words)
{
  g_autofree char *line = g_strdup_printf ("%s %s", program, words);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &result->output, &result->messages, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  result->exit_code = WEXITSTATUS (status);
}

/* Runs it and reads the one JSON document it prints. */
static JsonObject *
run_json (const char *words, int exit_code, JsonParser *parser)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;

  run (&result, words);
  g_assert_cmpstr (result.messages, ==, "");
  g_assert_cmpint (result.exit_code, ==, exit_code);
  json_parser_load_from_data (parser, result.output, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
assert_handshake_types (JsonObject *flight, const char *from, const char *expected)
{
  JsonArray *messages = json_object_get_array_member (flight, "messages");
  g_autoptr (GString) types = g_string_new (NULL);
  gint64 end = 0;

  g_assert_cmpstr (json_object_get_string_member (flight, "from"), ==, from);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *message = json_array_get_object_element (messages, i);

      g_string_append_printf (types, "%s%d", i > 0 ? " " : "", (int) json_object_get_int_member (message, "handshake_type"));
      g_assert_cmpint (json_object_get_int_member (message, "offset"), >=, end);
      end = json_object_get_int_member (message, "offset") + json_object_get_int_member (message, "length");
      g_assert_cmpstr (json_object_get_string_member (message, "name"), !=, "");
    }
  g_assert_cmpstr (types->str, ==, expected);
  g_assert_cmpint (end, ==, json_object_get_int_member (flight, "bytes"));
}

static void
mutual_handshakes_are_counted_and_shown (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --mutual --count 40 --threads 2 --json", 0, parser);
  JsonObject *first = json_object_get_object_member (root, "first");
  JsonArray *flights = json_object_get_array_member (first, "flights");

  g_assert_cmpint (json_object_get_int_member (root, "count"), ==, 40);
  g_assert_cmpint (json_object_get_int_member (root, "ok"), ==, 40);
  g_assert_cmpfloat (json_object_get_double_member (root, "wall_s"), >, 0);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (root, "per_second") * json_object_get_double_member (root, "wall_s"), 40, 0.01);
  g_assert_cmpstr (json_object_get_string_member (root, "version"), ==, "TLSv1.3");
  g_assert_cmpstr (json_object_get_string_member (root, "cipher"), ==, "TLS_AES_128_GCM_SHA256");
  g_assert_cmpstr (json_object_get_string_member (root, "group"), ==, "secp256r1");
  g_assert_cmpstr (json_object_get_string_member (first, "verdict"), ==, "accepted");
  g_assert_true (json_object_get_null_member (first, "alert"));
  g_assert_cmpuint (json_array_get_length (flights), ==, 3);
  assert_handshake_types (json_array_get_object_element (flights, 0), "client", "1");
  assert_handshake_types (json_array_get_object_element (flights, 1), "server", "2 8 13 11 15 20");
  assert_handshake_types (json_array_get_object_element (flights, 2), "client", "11 15 20");
}

static void
server_only_is_the_default (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --json --key rsa2048", 0, parser);
  JsonArray *flights = json_object_get_array_member (json_object_get_object_member (root, "first"), "flights");

  g_assert_cmpint (json_object_get_int_member (root, "count"), ==, 1);
  assert_handshake_types (json_array_get_object_element (flights, 1), "server", "2 8 11 15 20");
  assert_handshake_types (json_array_get_object_element (flights, 2), "client", "20");
}

static void
refusals_are_an_answer (void)
{
  static const struct { const char *reason, *alert; } refusals[] = {
    { "no-certificate", "certificate_required" }, { "unknown-authority", "unknown_ca" }, { "expired", "certificate_expired" },
    { "wrong-purpose", "unsupported_certificate" }, { "wrong-host", "bad_certificate" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *words = g_strdup_printf ("handshake --json --count 3 --refuse %s", refusals[i].reason);
      JsonObject *root = run_json (words, 1, parser);
      JsonObject *first = json_object_get_object_member (root, "first");

      g_assert_cmpint (json_object_get_int_member (root, "ok"), ==, 0);
      g_assert_cmpstr (json_object_get_string_member (first, "verdict"), ==, refusals[i].reason);
      g_assert_cmpstr (json_object_get_string_member (first, "alert"), ==, refusals[i].alert);
    }
}

static JsonObject *
find_failure (JsonObject *trial)
{
  JsonArray *checks = json_object_get_array_member (trial, "checks");

  for (guint i = 0; i < json_array_get_length (checks); i++)
    if (!json_object_get_boolean_member (json_array_get_object_element (checks, i), "ok"))
      return json_array_get_object_element (checks, i);
  return NULL;
}

static void
failures_are_explained (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --json --fail wrong-host", 1, parser);
  JsonObject *trial = json_object_get_object_member (root, "trial"), *check = find_failure (trial);

  g_assert_cmpstr (json_object_get_string_member (trial, "verdict"), ==, "wrong-host");
  g_assert_cmpstr (json_object_get_string_member (trial, "at"), ==, "server");
  g_assert_cmpstr (json_object_get_string_member (trial, "refused_by"), ==, "client");
  g_assert_nonnull (check);
  g_assert_cmpstr (json_object_get_string_member (check, "code"), ==, "host");
  g_assert_cmpstr (json_object_get_string_member (check, "expected"), ==, "broker.lab");
  g_assert_cmpstr (json_object_get_string_member (check, "found"), ==, "DNS:other.lab");
}

/* Who is fooled has accepted: the exit code is that of a handshake that went well, and the verdict says what it was. */
static void
attacks_show_both_conversations (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --json --attack rogue-authority --count 3", 0, parser);
  JsonObject *trial = json_object_get_object_member (root, "trial"), *behind = json_object_get_object_member (trial, "behind");

  g_assert_cmpint (json_object_get_int_member (root, "ok"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (root, "first"), "verdict"), ==, "intercepted");
  g_assert_null (find_failure (trial));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (behind, "flights")), ==, 3);
}

static void
pins_help_and_carelessness_does_not (void)
{
  g_autoptr (JsonParser) parser = json_parser_new (), careless = json_parser_new ();
  JsonObject *pinned = json_object_get_object_member (run_json ("handshake --json --attack mis-issued --pin", 1, parser), "trial");
  JsonObject *open = json_object_get_object_member (run_json ("handshake --json --attack own-root --careless", 0, careless), "trial");

  g_assert_cmpstr (json_object_get_string_member (pinned, "verdict"), ==, "pin-mismatch");
  g_assert_cmpstr (json_object_get_string_member (find_failure (pinned), "code"), ==, "pin");
  g_assert_cmpstr (json_object_get_string_member (open, "verdict"), ==, "intercepted");
  g_assert_null (find_failure (open));
}

static void
downgrades_show_what_was_meant (void)
{
  g_autoptr (JsonParser) parser = json_parser_new (), told = json_parser_new ();
  JsonObject *fooled = json_object_get_object_member (run_json ("handshake --json --attack fallback", 0, parser), "trial");
  JsonObject *refused = json_object_get_object_member (run_json ("handshake --json --attack fallback --scsv", 1, told), "trial");
  g_auto (Result) result = { 0 };

  g_assert_cmpstr (json_object_get_string_member (fooled, "verdict"), ==, "downgraded");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (fooled, "meant"), "alert"), ==, "handshake_failure");
  g_assert_cmpstr (json_object_get_string_member (refused, "verdict"), ==, "downgrade");
  g_assert_cmpstr (json_object_get_string_member (find_failure (refused), "code"), ==, "fallback");
  run (&result, "handshake --attack downgrade");
  g_assert_cmpint (result.exit_code, ==, 1);
  g_assert_nonnull (strstr (result.output, "Without the attacker it would have been"));
  g_assert_nonnull (strstr (result.output, "DOWNGRD"));
}

static void
checks_are_shown_when_asked_for (void)
{
  g_autoptr (JsonParser) parser = json_parser_new (), plain = json_parser_new ();
  g_auto (Result) result = { 0 };
  JsonObject *trial = json_object_get_object_member (run_json ("handshake --json --explain", 0, parser), "trial");

  g_assert_true (json_object_get_null_member (trial, "refused_by"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (trial, "checks")), >, 10);
  g_assert_false (json_object_has_member (run_json ("handshake --json", 0, plain), "trial"));
  run (&result, "handshake --explain");
  g_assert_nonnull (strstr (result.output, "expected: broker.lab"));
}

static gboolean
is_in_the_open (JsonObject *wire, const char *leak)
{
  JsonArray *open = json_object_get_array_member (wire, "open");

  for (guint i = 0; i < json_array_get_length (open); i++)
    if (strcmp (json_array_get_string_element (open, i), leak) == 0)
      return TRUE;
  return FALSE;
}

/* What the newest version hides, the older ones show. */
static void
what_the_wire_tells_is_shown (void)
{
  static const struct { const char *version, *title, *hidden; gboolean shows_certificates; } versions[] = {
    { "1.3", "TLS 1.3 (0x0304)", "EncryptedExtensions, Certificate, CertificateVerify, Finished", FALSE },
    { "1.2", "TLS 1.2 (0x0303)", "Finished", TRUE }, { "dtls-1.2", "DTLS 1.2 (0xfefd)", "Finished", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *words = g_strdup_printf ("handshake --json --explain --tls %s", versions[i].version);
      JsonObject *wire = json_object_get_object_member (run_json (words, 0, parser), "wire");

      g_assert_true (is_in_the_open (wire, "server_name broker.lab"));
      g_assert_true (is_in_the_open (wire, versions[i].title));
      g_assert_cmpint (is_in_the_open (wire, "certificate server CN=broker.lab"), ==, versions[i].shows_certificates);
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (wire, "hidden"), "server"), ==, versions[i].hidden);
    }
}

static void
what_can_be_asked_for_is_listed (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --list --json", 0, parser);
  g_auto (Result) result = { 0 };

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "fail")), >=, 10);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "attack")), >=, 3);
  run (&result, "handshake --list");
  g_assert_cmpint (result.exit_code, ==, 0);
  g_assert_nonnull (strstr (result.output, "--fail expired"));
  g_assert_nonnull (strstr (result.output, "--attack mis-issued"));
}

/* Timers of one second, two and so on, up to a minute, and then it is over. */
static void
lost_datagrams_are_sent_again (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = run_json ("handshake --json --tls dtls-1.2 --loss 100%", 1, parser);
  JsonObject *first = json_object_get_object_member (root, "first");
  JsonArray *flights = json_object_get_array_member (first, "flights");
  JsonObject *fifth = json_array_get_object_element (flights, 4), *datagram;

  g_assert_cmpstr (json_object_get_string_member (root, "version"), ==, "DTLSv1.2");
  g_assert_cmpstr (json_object_get_string_member (first, "verdict"), ==, "timed-out");
  g_assert_cmpuint (json_array_get_length (flights), ==, 13);
  g_assert_cmpint (json_object_get_int_member (fifth, "time_us"), ==, 15000000);
  g_assert_cmpint (json_object_get_int_member (fifth, "attempt"), ==, 4);
  datagram = json_array_get_object_element (json_object_get_array_member (fifth, "datagrams"), 0);
  g_assert_true (json_object_get_boolean_member (datagram, "lost"));
  root = run_json ("handshake --json --tls dtls-1.2 --loss 12.5% --mutual --count 20", 0, parser);
  g_assert_cmpint (json_object_get_int_member (root, "ok"), ==, 20);
}

static void
bad_usage_is_one_sentence (void)
{
  static const char *const words[] = {
    "--tls 1.1", "--resume --refuse expired", "--kex rsa", "--kex rsa --tls 1.2 --key p256", "--kex x448", "--tls 1.2 --retry", "--tls 1.2 --key-update",
    "--tls 1.2 --kex x25519mlkem768", "--listen 0.0.0.0:8883", "--loss 20%", "--tls dtls-1.2 --loss 101%", "--tls dtls-1.2 --loss 1.23456%", "--tls dtls-1.2 --loss x", "--tls dtls-1.2 --resume", "--connect 8883", "--key dsa", "--count 0", "--count -1",
    "--count many", "--count 99999999999", "--threads 0", "--threads 65", "--seed x", "--refuse whatever", "--refuse", "--fail whatever", "--fail expired --attack own-root", "--fail wrong-host --at client", "--at both",
    "--attack", "--attack whatever", "--constrain", "--mutual --fail expired --resume", "more", "--nonsense",
    "--staple", "--staple fresh", "--staple-policy maybe", "--must-staple yes", "--pcap /nowhere/at/all.pcapng", "--pcap /dev/null",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_auto (Result) result = { 0 };
      g_autofree char *line = g_strconcat ("handshake ", words[i], NULL);

      run (&result, line);
      g_assert_cmpint (result.exit_code, ==, 2);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.messages, "trustbed-cli: "));
      g_assert_true (strchr (result.messages, '\n') == result.messages + strlen (result.messages) - 1);
    }
}

static char *
tshark_fields (const char *path, const char *filter, const char *first, const char *second)
{
  const char *argv[] = { "tshark", "-n", "-r", path, "-Y", filter, "-T", "fields", "-e", first, second != NULL ? "-e" : NULL, second, NULL };
  char *output = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return output;
}

static char *
tshark (const char *path, const char *filter)
{
  return tshark_fields (path, filter, "tls.handshake.type", NULL);
}

static void
capture_holds_every_handshake (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-cli-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "h.pcapng", NULL), *again = g_build_filename (folder, "again.pcapng", NULL);
  g_autofree char *words = g_strdup_printf ("handshake --mutual --count 200 --threads 2 --pcap %s", path);
  g_autofree char *same = g_strdup_printf ("handshake --mutual --count 200 --threads 1 --pcap %s", again);
  g_auto (Result) result = { 0 }, other = { 0 };
  g_autofree char *types = NULL, *bad = NULL, *content = NULL, *other_content = NULL;
  gsize n_bytes, n_other;

  run (&result, words);
  g_assert_cmpint (result.exit_code, ==, 0);
  types = tshark (path, "tls.handshake.type == 13");
  bad = tshark (path, "_ws.malformed || tcp.analysis.flags");
  g_assert_cmpstr (bad, ==, "");
  g_assert_cmpuint (strlen (types), ==, 200 * strlen ("2,8,13,11,15,20\n"));
  g_assert_true (g_str_has_prefix (types, "2,8,13,11,15,20\n"));
  run (&other, same);
  g_assert_true (g_file_get_contents (path, &content, &n_bytes, NULL) && g_file_get_contents (again, &other_content, &n_other, NULL));
  g_assert_cmpmem (content, n_bytes, other_content, n_other);
  g_unlink (path);
  g_unlink (again);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
help_names_the_reasons (void)
{
  g_auto (Result) result = { 0 };

  run (&result, "handshake --help");
  g_assert_cmpint (result.exit_code, ==, 0);
  g_assert_nonnull (strstr (result.output, "--mutual"));
  g_assert_nonnull (strstr (result.output, "unknown-root"));
  g_assert_nonnull (strstr (result.output, "rogue-authority"));
  g_assert_nonnull (strstr (result.output, "modelled"));
  g_assert_nonnull (strstr (result.output, "--staple-policy"));
}

/* A ticket in the ClientHello, and no certificate on either side. */
static void
resumed_handshakes_show_no_certificates (void)
{
  g_autoptr (JsonParser) parser = json_parser_new (), again = json_parser_new ();
  JsonObject *root = run_json ("handshake --resume --mutual --count 3 --json", 0, parser);
  JsonArray *flights = json_object_get_array_member (json_object_get_object_member (root, "first"), "flights");

  g_assert_true (json_object_get_boolean_member (root, "resumed"));
  g_assert_cmpint (json_object_get_int_member (root, "ok"), ==, 3);
  assert_handshake_types (json_array_get_object_element (flights, 0), "client", "1");
  assert_handshake_types (json_array_get_object_element (flights, 1), "server", "2 8 20");
  assert_handshake_types (json_array_get_object_element (flights, 2), "client", "20");
  assert_handshake_types (json_array_get_object_element (flights, 3), "server", "4");
  g_assert_false (json_object_get_boolean_member (run_json ("handshake --mutual --json", 0, again), "resumed"));
}

static const struct { const char *words, *verdict, *alert, *failure; } stapled[] = {
  { "--staple good", "accepted", NULL, NULL },
  { "--staple good --staple-policy require --must-staple --mutual", "accepted", NULL, NULL },
  { "--staple good --staple-policy require --key rsa2048", "accepted", NULL, NULL },
  { "--staple none", "accepted", NULL, NULL },
  { "--staple none --staple-policy require", "status-unknown", "bad_certificate_status_response", "staple-present" },
  { "--must-staple", "status-unknown", "bad_certificate_status_response", "staple-present" },
  { "--staple stale", "status-unknown", "bad_certificate_status_response", "ocsp-fresh" },
  { "--staple revoked", "revoked", "certificate_revoked", "ocsp-status" },
};

static const char *
first_failure (JsonObject *staple)
{
  JsonArray *checks = json_object_get_array_member (staple, "checks");

  for (guint i = 0; i < json_array_get_length (checks); i++)
    if (!json_object_get_boolean_member (json_array_get_object_element (checks, i), "ok"))
      return json_object_get_string_member (json_array_get_object_element (checks, i), "code");
  return NULL;
}

static void
staples_are_judged_and_explained (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stapled); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *words = g_strdup_printf ("handshake --json --count 2 %s", stapled[i].words);
      JsonObject *root = run_json (words, stapled[i].alert != NULL, parser);
      JsonObject *first = json_object_get_object_member (root, "first"), *staple = json_object_get_object_member (root, "staple");

      g_assert_cmpstr (json_object_get_string_member (first, "verdict"), ==, stapled[i].verdict);
      g_assert_cmpstr (json_object_get_string_member (staple, "verdict"), ==, stapled[i].verdict);
      g_assert_cmpstr (first_failure (staple), ==, stapled[i].failure);
      g_assert_true (json_object_get_null_member (first, "alert") == (stapled[i].alert == NULL));
      if (stapled[i].alert != NULL)
        g_assert_cmpstr (json_object_get_string_member (first, "alert"), ==, stapled[i].alert);
    }
}

static void
without_asking_there_is_no_staple (void)
{
  g_autoptr (JsonParser) plain = json_parser_new (), parser = json_parser_new (), resumed = json_parser_new ();
  JsonObject *root = run_json ("handshake --json --must-staple --staple revoked --staple-policy none", 0, parser);

  g_assert_false (json_object_has_member (root, "staple"));
  g_assert_false (json_object_has_member (run_json ("handshake --json", 0, plain), "staple"));
  g_assert_true (json_object_get_boolean_member (run_json ("handshake --json --staple good --staple-policy require --resume", 0, resumed), "resumed"));
}

/* Wireshark reads the response in the encrypted Certificate message as we do. */
static void
staple_is_in_the_capture (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-cli-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "h.pcapng", NULL);
  g_autofree char *words = g_strdup_printf ("handshake --staple good --must-staple --pcap %s", path);
  g_auto (Result) result = { 0 };
  g_autofree char *asked = NULL, *answered = NULL, *bad = NULL;

  run (&result, words);
  g_assert_cmpint (result.exit_code, ==, 0);
  g_assert_nonnull (strstr (result.output, "policy check): accepted"));
  asked = tshark_fields (path, "tls.handshake.type == 1", "tls.handshake.extensions_status_request_type", NULL);
  answered = tshark_fields (path, "tls.handshake.type == 11", "ocsp.responseStatus", "ocsp.certStatus");
  bad = tshark (path, "_ws.malformed");
  g_assert_cmpstr (asked, ==, "1\n");
  g_assert_cmpstr (answered, ==, "0\t0\n");
  g_assert_cmpstr (bad, ==, "");
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("TRUSTBED_CLI");
  g_assert_nonnull (program);
  g_test_add_func ("/cli-handshake/resumed", resumed_handshakes_show_no_certificates);
  g_test_add_func ("/cli/handshake/staple", staples_are_judged_and_explained);
  g_test_add_func ("/cli/handshake/staple-unasked", without_asking_there_is_no_staple);
  g_test_add_func ("/cli/handshake/staple-capture", staple_is_in_the_capture);
  g_test_add_func ("/cli/handshake/mutual", mutual_handshakes_are_counted_and_shown);
  g_test_add_func ("/cli/handshake/server-only", server_only_is_the_default);
  g_test_add_func ("/cli/handshake/refused", refusals_are_an_answer);
  g_test_add_func ("/cli/handshake/bad-usage", bad_usage_is_one_sentence);
  g_test_add_func ("/cli/handshake/datagrams", lost_datagrams_are_sent_again);
  g_test_add_func ("/cli/handshake/capture", capture_holds_every_handshake);
  g_test_add_func ("/cli/handshake/failures", failures_are_explained);
  g_test_add_func ("/cli/handshake/attacks", attacks_show_both_conversations);
  g_test_add_func ("/cli/handshake/downgrades", downgrades_show_what_was_meant);
  g_test_add_func ("/cli/handshake/wire", what_the_wire_tells_is_shown);
  g_test_add_func ("/cli/handshake/pins", pins_help_and_carelessness_does_not);
  g_test_add_func ("/cli/handshake/explain", checks_are_shown_when_asked_for);
  g_test_add_func ("/cli/handshake/list", what_can_be_asked_for_is_listed);
  g_test_add_func ("/cli/handshake/help", help_names_the_reasons);
  return g_test_run ();
}
