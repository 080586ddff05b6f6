/* Fuzzes the reader of commands: what is accepted can be written in a log and read again; what is typed can always be completed. */
#include "fuzz.h"

#include <string.h>

#include "tb-command.h"

static TbFleet *
get_fleet (void)
{
  static TbFleet *fleet;

  if (fleet == NULL)
    {
      fleet = tb_fleet_new ();
      tb_fleet_add_group (fleet, "broker", TB_ROLE_BROKER, 1);
      tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, 300);
    }
  return fleet;
}

static void
read_again (const TbCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) again = tb_command_parse (command->text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (again->verb, ==, command->verb);
  g_assert_cmpstr (again->text, ==, command->text);
  g_assert_cmpstr (again->device, ==, command->device);
  g_assert_cmpint (again->at_us, ==, -1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autofree char *line = g_strndup (n_bytes > 0 ? (const char *) data : "", n_bytes);
  g_autoptr (GError) error = NULL, wrong = NULL;
  g_autoptr (TbCommand) command = tb_command_parse (line, &error);
  g_auto (GStrv) completions = g_utf8_validate (line, -1, NULL) ? tb_command_complete (line, get_fleet ()) : NULL;

  g_assert_true ((command == NULL) == (error != NULL));
  g_assert_true (completions == NULL || g_strv_length (completions) <= MAX (24, TB_N_COMMANDS));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (command == NULL)
    return 0;
  read_again (command);
  g_assert_true (tb_command_check (command, get_fleet (), &wrong) == (wrong == NULL));
  if (wrong != NULL)
    g_assert_true (g_utf8_validate (wrong->message, -1, NULL));
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const more[] = { "@3d4h5m6s7ms publish device=lock-003 topic='a b' message=\"x \\\" y\"", "@1h report device=lock-001 interval=100ms", "connect device=lock-002 to=bro" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < TB_N_COMMANDS; i++)
    g_ptr_array_add (seeds, g_bytes_new_static (tb_command_get_info (i)->example, strlen (tb_command_get_info (i)->example)));
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (more[i], strlen (more[i])));
  return seeds;
}
