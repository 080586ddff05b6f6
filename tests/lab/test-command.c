/* Lines of text become commands or one sentence that says what was expected. */
#include "tb-command.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tb-scenario.h"
#include "tb-units.h"

static TbScenario *house;

static void
every_example_works_in_the_smart_home (void)
{
  for (guint i = 0; i < TB_N_COMMANDS; i++)
    {
      const TbCommandInfo *info = tb_command_get_info (i);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (info->example, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (command->verb, ==, i);
      g_assert_cmpint (command->at_us, ==, -1);
      g_assert_cmpstr (command->text, ==, info->example);
      g_assert_true (tb_command_check (command, tb_scenario_get_fleet (house), &error));
      g_assert_no_error (error);
      g_assert_cmpuint (strlen (info->summary), >, 10);
      g_assert_true (g_str_has_prefix (info->example, info->verb));
    }
}

static void
words_are_quoted_as_in_a_shell (void)
{
  static const struct { const char *line; gint64 at_us; const char *topic; const char *message; } cases[] = {
    { "publish device=lock-01 topic=a message=b", -1, "a", "b" },
    { "  publish   device=lock-01\ttopic=a  message=b  ", -1, "a", "b" },
    { "@1h publish device=lock-01 topic='a b' message=\"c \\\" d\"", TB_US_PER_HOUR, "a b", "c \" d" },
    { "@3d4h5ms publish device=lock-01 topic=a=b message=", 3 * TB_US_PER_DAY + 4 * TB_US_PER_HOUR + 5000, "a=b", "" },
    { "@0s publish device=lock-01 topic=\xc3\xa9 message='$(rm -rf /)`x`'", 0, "\xc3\xa9", "$(rm -rf /)`x`" },
    { "publish device=lock-01 topic=x topic=y message=z", -1, "y", "z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (cases[i].line, &error);

      g_assert_no_error (error);
      g_assert_cmpint (command->at_us, ==, cases[i].at_us);
      g_assert_cmpstr (tb_command_get (command, "topic"), ==, cases[i].topic);
      g_assert_cmpstr (tb_command_get (command, "message"), ==, cases[i].message);
      g_assert_cmpstr (command->device, ==, "lock-01");
      g_assert_null (tb_command_get (command, "state"));
    }
}

static void
rubbish_is_refused (void)
{
  static const struct { const char *line; const char *complaint; } cases[] = {
    { "", "a command is expected: power, enrol, renew, connect, disconnect, publish, report" }, { "   ", "a command is expected" }, { "@1h", "a command is expected" },
    { "@", "" }, { "@x power", "" }, { "@-1h power device=lock-01 state=on", "" }, { "@101y power device=lock-01 state=on", "" }, { "@ 1h enrol device=lock-01", "" },
    { "explode device=lock-01", "\"explode\" is no command; there are power" }, { "disconnect", "disconnect needs device=, as in: disconnect device=lock-03" },
    { "renew lock-01", "renew does not take \"lock-01\"; it takes device" }, { "enrol device=lock-01 state=on", "enrol does not take \"state=on\"" },
    { "enrol =lock-01", "enrol does not take" }, { "enrol dev=lock-01", "enrol does not take" }, { "power device=lock-01", "power needs state=" },
    { "publish device=lock-01 topic='a message=b", "this command cannot be read" }, { "enrol device=lock-01\nenrol device=lock-02", "a command is expected" },
    { "enrol device=\xff", "one line of text" }, { "'' device=lock-01", "is no command" }, { "#comment", "this command cannot be read" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (cases[i].line, &error);

      g_test_message ("%u: %s", i, error ? error->message : "accepted"); /* not the line: it need not be UTF-8 */
      g_assert_null (command);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].complaint));
    }
}

/* What is quoted in part does not end in half a character. */
static void
complaints_are_text (void)
{
  for (guint n = 0; n < 4; n++)
    {
      g_autofree char *before = g_strnfill (36 + n, 'x');
      g_autofree char *line = g_strconcat (before, "\xe2\x82\xac\xe2\x82\xac device=lock-01", NULL), *device = g_strconcat ("enrol device=", before, "\xe2\x82\xac\xe2\x82\xac", NULL);
      g_autoptr (GError) unknown = NULL, nobody = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (device, NULL);

      g_assert_null (tb_command_parse (line, &unknown));
      g_assert_true (g_utf8_validate (unknown->message, -1, NULL));
      g_assert_false (tb_command_check (command, tb_scenario_get_fleet (house), &nobody));
      g_assert_true (g_utf8_validate (nobody->message, -1, NULL));
    }
}

static void
a_line_has_a_limit (void)
{
  g_autofree char *long_message = g_strnfill (5000, 'x');
  g_autofree char *line = g_strconcat ("publish device=lock-01 topic=a message=", long_message, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_command_parse (line, &error));
  g_assert_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_SYNTAX);
}

static void
names_and_values_are_checked (void)
{
  static const struct { const char *line; const char *complaint; } cases[] = {
    { "enrol device=lock-07", "there is no \"lock-07\" in this scenario" }, { "enrol device=lock", "\"lock\" are several; say which one, lock-01 to lock-06" },
    { "enrol", "enrol needs either device= or group=" }, { "revoke group=lock device=lock-01", "revoke needs either device= or group=" },
    { "revoke group=nobody", "there is no group \"nobody\"" },
    { "enrol device=", "there is no \"\" in this scenario" }, { "connect device=lock-01 to=brokers", "there is no \"brokers\"" },
    { "power device=lock-01 state=maybe", "state must be on or off, got \"maybe\"" }, { "report device=lock-01 interval=99ms", "interval must be at least 100ms" },
    { "report device=lock-01 interval=often", "" }, { "report device=lock-01 interval=-5s", "" }, { "report device=lock-01 interval=200000d", "" },
    { "publish device=lock-01 topic= message=x", "a topic needs at least one" },
    { "update-trust group=lock share=0", "share must be a number of percent" }, { "update-trust group=lock share=101", "share must be" },
    { "update-trust group=lock share=half", "share must be" }, { "update-trust group=locks share=5", "there is no group" },
    { "trust authority=authority", "trust needs either device= or group=" }, { "trust group=locks authority=authority", "there is no group \"locks\"" },
    { "distrust device=lock-01 group=lock authority=authority", "distrust needs either device= or group=" }, { "trust group=lock authority=me", "there is no \"me\"" },
    { "trust device=lock-01", "trust needs either authority= or certificate-of=, as in: trust" },
    { "trust device=lock-01 authority=authority certificate-of=broker", "trust needs either authority=" }, { "distrust group=lock certificate-of=me", "there is no \"me\"" },
    { "verify state=on", "verify needs either device= or group= or broker=" }, { "verify device=lock-01 broker=broker state=on", "verify needs either device=" },
    { "renew", "renew needs either device= or group=" }, { "move group=lock to=me", "there is no \"me\"" }, { "misconfigure authority=authority with=x", "none or san or eku or chain" },
    { "update-firmware group=lock version=0", "version must be a whole number, 1 to 65535, got \"0\"" }, { "update-firmware version=2", "needs either device= or group=" },
    { "update-firmware group=lock version=2 image=bad", "image must be good or unsigned or altered" }, { "update-firmware device=lock-01 version=2 size=1048577", "size must be" },
  };
  g_autofree char *text = g_strnfill (1025, 'x');
  g_autofree char *line = g_strconcat ("publish device=lock-01 topic=a message=", text, NULL);
  g_autoptr (TbCommand) longest = tb_command_parse (line, NULL);
  g_autoptr (GError) too_long = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbCommand) command = tb_command_parse (cases[i].line, &error);

      g_assert_no_error (error);
      g_assert_false (tb_command_check (command, tb_scenario_get_fleet (house), &error));
      g_assert_nonnull (strstr (error->message, cases[i].complaint));
    }
  g_assert_false (tb_command_check (longest, tb_scenario_get_fleet (house), &too_long));
  g_assert_nonnull (strstr (too_long->message, "1024 bytes"));
}

static void
assert_completed (const char *line, const char *expected)
{
  g_auto (GStrv) found = tb_command_complete (line, tb_scenario_get_fleet (house));
  g_autofree char *joined = g_strjoinv ("|", found);

  g_assert_cmpstr (joined, ==, expected);
}

static void
lines_are_completed (void)
{
  assert_completed ("re", "renew |report |revoke |release |responder |retire |reboot |renew-authority ");
  assert_completed ("", "power |enrol |renew |connect |disconnect |publish |report |revoke |hold |release |responder |drop-tickets |trust |distrust |rollover |update-trust |retire |sign |update-firmware |handshake |change-credential |close-telnet |manage-over-tls |segment |filter-egress |quarantine |bar |reboot |limit-rate |outbreak |infect |flood |outage |misconfigure |renew-authority |set-clock |policy |rogue-registrar |steal-key |tune |verify |move |demand-certificates |check-revocation |staple |impersonate |waive |unwaive ");
  assert_completed ("@3d re", "@3d renew |@3d report |@3d revoke |@3d release |@3d responder |@3d retire |@3d reboot |@3d renew-authority ");
  assert_completed ("power ", "power device=|power state=");
  assert_completed ("power device=lock-01 ", "power device=lock-01 state=");
  assert_completed ("power device=lock-01 state=o", "power device=lock-01 state=on|power device=lock-01 state=off");
  assert_completed ("revoke device=lock-01 reason=k", "revoke device=lock-01 reason=keyCompromise");
  assert_completed ("hold device=lock-01 reason=k", "");
  assert_completed ("update-firmware group=lock image=wrong-k", "update-firmware group=lock image=wrong-key");
  assert_completed ("drop-tickets broker=old", "drop-tickets broker=old-broker");
  assert_completed ("trust group=lo", "trust group=lock");
  assert_completed ("check-revocation group=lock by=st", "check-revocation group=lock by=staple");
  assert_completed ("check-revocation group=lock by=crl fail=", "check-revocation group=lock by=crl fail=soft|check-revocation group=lock by=crl fail=hard");
  assert_completed ("impersonate device=lock-01 broker=old", "impersonate device=lock-01 broker=old-broker");
  assert_completed ("distrust ", "distrust device=|distrust group=|distrust authority=|distrust certificate-of=");
  assert_completed ("trust group=lock authority=vendor", "trust group=lock authority=vendor-authority");
  assert_completed ("responder authority=vendor", "responder authority=vendor-authority");
  assert_completed ("connect device=gw", "connect device=gw-upstairs|connect device=gw-ground");
  assert_completed ("connect device=lock-01 to=old", "connect device=lock-01 to=old-broker");
  assert_completed ("enrol device=lock-", "enrol device=lock-01|enrol device=lock-02|enrol device=lock-03|enrol device=lock-04|enrol device=lock-05|enrol device=lock-06");
  assert_completed ("enrol device=lock-06", "enrol device=lock-06");
  assert_completed ("enrol device=nobody", "");
  assert_completed ("explode ", "");
  assert_completed ("@", "");
}

static void
completions_are_few (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  g_auto (GStrv) found = NULL, none = NULL;

  tb_fleet_add_group (fleet, "meter", TB_ROLE_DEVICE, 4000000);
  found = tb_command_complete ("enrol device=me", fleet);
  none = tb_command_complete ("enrol device=x", fleet);
  g_assert_cmpuint (g_strv_length (found), ==, 24);
  g_assert_cmpstr (found[0], ==, "enrol device=meter-0000001");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static GPtrArray *
read_file (const char *text, gssize length, GError **error)
{
  g_autofree char *file = g_strdup_printf ("trustbed-%d.commands", (int) getpid ());
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), file, NULL);
  GPtrArray *commands;

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  commands = tb_command_parse_file (path, error);
  g_unlink (path);
  return commands;
}

static void
files_hold_one_command_a_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands = read_file ("# a log\n\n@2h enrol device=lock-01\r\n   @1h power device=lock-02 state=off\n\t# more\nrenew device=lock-03", -1, &error), empty = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (commands->len, ==, 3);
  g_assert_cmpint (((TbCommand *) commands->pdata[0])->at_us, ==, 2 * TB_US_PER_HOUR);
  g_assert_cmpstr (((TbCommand *) commands->pdata[1])->text, ==, "power device=lock-02 state=off");
  g_assert_cmpint (((TbCommand *) commands->pdata[2])->at_us, ==, 0);
  empty = read_file ("", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (empty->len, ==, 0);
}

static void
mistakes_in_files_have_a_line (void)
{
  g_autoptr (GError) unknown = NULL, binary = NULL, missing = NULL, folder = NULL, endless = NULL;

  g_assert_null (read_file ("@1h enrol device=lock-01\n\nexplode\n", -1, &unknown));
  g_assert_nonnull (strstr (unknown->message, ".commands:3: \"explode\" is no command"));
  g_assert_null (read_file ("enrol\0device", 12, &binary));
  g_assert_nonnull (strstr (binary->message, "this is not a text"));
  g_assert_null (tb_command_parse_file ("/nowhere/at/all", &missing));
  g_assert_nonnull (strstr (missing->message, "/nowhere/at/all"));
  g_assert_null (tb_command_parse_file (g_get_tmp_dir (), &folder));
  g_assert_nonnull (folder);
  g_assert_null (tb_command_parse_file ("/dev/zero", &endless));
  g_assert_nonnull (strstr (endless->message, "at most 16 MB"));
}

static void
a_copy_says_the_same (void)
{
  g_autoptr (TbCommand) command = tb_command_parse ("@5s connect device=lock-01 to=broker", NULL), copy = tb_command_copy (command);

  g_assert_cmpint (copy->at_us, ==, 5 * TB_US_PER_SECOND);
  g_assert_cmpstr (copy->text, ==, command->text);
  g_assert_cmpstr (tb_command_get (copy, "to"), ==, "broker");
  g_assert_cmpint (copy->verb, ==, TB_COMMAND_CONNECT);
}

static void
all_lines_are_commands_or_none_is_taken (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autoptr (GPtrArray) commands = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (lines, (gpointer) "@1m power device=lock-01 state=off");
  g_ptr_array_add (lines, (gpointer) "renew device=lock-02");
  commands = tb_command_parse_lines (lines, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (commands->len, ==, 2);
  g_assert_cmpint (((TbCommand *) g_ptr_array_index (commands, 0))->at_us, ==, TB_US_PER_MINUTE);
  g_assert_cmpstr (((TbCommand *) g_ptr_array_index (commands, 1))->device, ==, "lock-02");
  g_ptr_array_add (lines, (gpointer) "dance device=lock-02");
  none = tb_command_parse_lines (lines, &error);
  g_assert_null (none);
  g_assert_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  house = tb_scenario_load ("smart-home", NULL);
  g_test_add_func ("/command/examples", every_example_works_in_the_smart_home);
  g_test_add_func ("/command/quoting", words_are_quoted_as_in_a_shell);
  g_test_add_func ("/command/rubbish", rubbish_is_refused);
  g_test_add_func ("/command/complaints", complaints_are_text);
  g_test_add_func ("/command/limit", a_line_has_a_limit);
  g_test_add_func ("/command/check", names_and_values_are_checked);
  g_test_add_func ("/command/complete", lines_are_completed);
  g_test_add_func ("/command/complete-few", completions_are_few);
  g_test_add_func ("/command/file", files_hold_one_command_a_line);
  g_test_add_func ("/command/file-mistakes", mistakes_in_files_have_a_line);
  g_test_add_func ("/command/copy", a_copy_says_the_same);
  g_test_add_func ("/command/lines", all_lines_are_commands_or_none_is_taken);
  status = g_test_run ();
  tb_scenario_unref (house);
  return status;
}
