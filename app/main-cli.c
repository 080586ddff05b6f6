/* trustbed-cli: everything without a window. This file finds the command; each has a file of its own. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tb-cli-live.h"
#include "tb-cli-serve.h"
#include "tb-cli.h"

static int
run_handshake (int argc, char **argv)
{
  return tb_cli_live_is_asked (argc, argv) ? tb_cli_live (argc, argv) : tb_cli_handshake (argc, argv);
}

static const TbCliCommand commands[] = {
  { "run", tb_cli_run, "play a scenario and say what came of it" },
  { "query", tb_cli_query, "ask a run in SQL what was so at some time" },
  { "audit", tb_cli_audit, "write and verify the certificate log of a run, follow a certificate" },
  { "handshake", run_handshake, "make handshakes and show them; --listen and --connect: with other programs" },
  { "sign", tb_cli_sign, "take a signature apart" },
  { "seal", tb_cli_seal, "encrypt to a public key, and see who can read it" },
  { "ca", tb_cli_ca, "run an authority: issue, revoke, publish, audit" },
  { "serve", tb_cli_serve, "run a real authority on this machine: EST, ACME, SCEP, OCSP, revocation lists" },
  { "firmware", tb_cli_firmware, "sign firmware, and say whether to install it" },
  { "lint", tb_cli_lint, "say what is unwise or forbidden in certificates" },
  { "verify", tb_cli_verify, "validate a certificate and explain the verdict" },
  { "outbreak", tb_cli_outbreak, "simulate how a weakness spreads, many times" },
  { "alerts", tb_cli_alerts, "say what to watch for, watch a run, and measure how well that is noticed" },
  { "comply", tb_cli_comply, "hold a fleet to the provisions of standards: findings, scores, waivers" },
  { "lesson", tb_cli_lesson, "list, show, check and prove lessons" },
  { "exercise", tb_cli_exercise, "exercises for a team: the facilitator's sheet, the debrief" },
  { "document", tb_cli_document, "keep what is done in a run, show it, go on with it" },
  { "bench", tb_cli_bench, "measure the engine on this machine" },
};

static void
print_help (void)
{
  g_print ("Usage: trustbed-cli COMMAND [OPTIONS]\n\nA teaching lab for device identities, certificates and handshakes, without its window.\n\nCommands:\n");
  tb_cli_list_commands (commands, G_N_ELEMENTS (commands));
  g_print ("\ntrustbed-cli COMMAND --help tells more. Exit status: 0 done or yes, 1 no, 2 bad usage or bad input.\n");
}

/* A full disk is found out here, whatever was printed. */
static int
finish (int status)
{
  return fflush (stdout) == 0 && !ferror (stdout) ? status : tb_cli_complain ("cannot write to standard output");
}

static int
run_word (int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  const TbCliCommand *command;

  if (word == NULL || strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    {
      print_help ();
      return word != NULL ? TB_EXIT_YES : TB_EXIT_BAD_INPUT;
    }
  if (strcmp (word, "--version") == 0)
    {
      g_print ("trustbed-cli %s\n", TRUSTBED_VERSION);
      return TB_EXIT_YES;
    }
  command = tb_cli_find_command (commands, G_N_ELEMENTS (commands), word);
  if (command != NULL)
    return tb_cli_run_command (command, "trustbed-cli", argc, argv);
  return tb_cli_complain ("\"%s\" is no command; trustbed-cli --help lists them", word);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  signal (SIGXFSZ, SIG_IGN);    /* a file that may not grow further is an error like any, and said so */
  return finish (run_word (argc, argv));
}
