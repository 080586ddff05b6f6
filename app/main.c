/* main: arguments and languages; everything else is the application's. */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>

#include "tb-application.h"

/* The environment wins, so that an uninstalled program speaks too. */
static void
choose_language (void)
{
  const char *folder = g_getenv ("TRUSTBED_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder && *folder ? folder : TRUSTBED_LOCALE_DIR_INSTALLED);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (TbApplication) application = NULL;
  int status;

  choose_language ();
  signal (SIGXFSZ, SIG_IGN);    /* a file that may not grow further is an error like any, and said so */
  g_set_application_name ("Trustbed");
  application = tb_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status == 0 ? 0 : 2;
}
