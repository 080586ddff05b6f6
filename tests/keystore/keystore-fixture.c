/* keystore-fixture: see the header. */
#include "keystore-fixture.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* --- the folder --- */

static char *folder;

const char *
keystore_folder (void)
{
  return folder;
}

char *
keystore_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

char *
keystore_write (const char *name, const char *text)
{
  char *path = keystore_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

/* Tests run in a folder of their own. The user's tokens are out of reach, whatever a test does. */
void
keystore_begin (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *configuration = NULL;

  folder = g_dir_make_tmp ("keystore-XXXXXX", &error);
  g_assert_no_error (error);
  configuration = keystore_path ("softhsm2.conf");
  g_setenv ("SOFTHSM2_CONF", configuration, TRUE);
  g_unsetenv ("TPM2OPENSSL_TCTI");
}

void
keystore_end (void)
{
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL, *complaint = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaint, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s%s", argv[0], output, complaint);
}

/* --- SoftHSM --- */

const char *
keystore_softhsm_module (void)
{
  static const char *const places[] = {
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/lib/pkcs11/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_EXISTS))
      return places[i];
  g_error ("SoftHSM is not installed");
}

/* Before the first key store is opened: the driver looks for tokens once. */
void
keystore_make_token (const char *label, const char *pin)
{
  g_autofree char *tokens = keystore_path ("tokens"), *text = g_strdup_printf ("directories.tokendir = %s\n", tokens);
  G_GNUC_UNUSED g_autofree char *configuration = keystore_write ("softhsm2.conf", text);
  const char *argv[] = { "softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", pin, NULL };

  g_mkdir (tokens, 0700);
  run (argv);
}

/* --- swtpm --- */

struct _SoftTpm
{
  GSubprocess *process;
  char *socket;
};

static struct sockaddr_un
make_address (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_assert_cmpuint (g_strlcpy (address.sun_path, path, sizeof address.sun_path), <, sizeof address.sun_path);
  return address;
}

static int
listen_at (const char *path)
{
  struct sockaddr_un address = make_address (path);
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 4), ==, 0);
  return fd;
}

/* Asks what the TPM can do and waits for the answer, which comes once it listens everywhere; when it fails to start, the socket closes. */
static void
wait_for_answer (const char *control)
{
  static const guint8 get_capability[] = { 0, 0, 0, 1 };
  struct sockaddr_un address = make_address (control);
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  guint8 answer[16];

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (write (fd, get_capability, sizeof get_capability), ==, sizeof get_capability);
  g_assert_cmpint (read (fd, answer, sizeof answer), >, 0);
  close (fd);
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
spawn (const char *state, const char *server, int control)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *directory = g_strconcat ("dir=", state, NULL), *at = g_strconcat ("type=unixio,path=", server, NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_take_fd (launcher, control, 3);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, "swtpm", "socket", "--tpm2", "--tpmstate", directory, "--server", at, "--ctrl",
                                         "type=unixio,fd=3", "--flags", "not-need-init,startup-clear", NULL);
  g_assert_no_error (error);
  return process;
}

SoftTpm *
soft_tpm_start (const char *name)
{
  SoftTpm *tpm = g_new0 (SoftTpm, 1);
  g_autofree char *state = keystore_path (name), *control = NULL;

  g_mkdir (state, 0700);
  tpm->socket = g_build_filename (state, "s", NULL);
  control = g_strconcat (tpm->socket, ".ctrl", NULL);
  tpm->process = spawn (state, tpm->socket, listen_at (control));
  wait_for_answer (control);
  return tpm;
}

void
soft_tpm_end (SoftTpm *tpm)
{
  g_subprocess_force_exit (tpm->process);
  g_subprocess_wait (tpm->process, NULL, NULL);
  g_object_unref (tpm->process);
  g_free (tpm->socket);
  g_free (tpm);
}

char *
soft_tpm_address (SoftTpm *tpm, const char *keys)
{
  g_autofree char *path = keystore_path (keys), *folder_only = tb_key_store_make_address (TB_KEY_STORE_TPM, path);

  return g_strconcat (folder_only, "?tcti=swtpm:path=", tpm->socket, NULL);
}

/* --- stores --- */

TbKeyStore *
keystore_open (const char *address, const char *pin)
{
  g_autoptr (GError) error = NULL;
  TbKeyStore *store = tb_key_store_open (address, pin, &error);

  g_assert_no_error (error);
  return store;
}

TbKey *
keystore_generate (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm)
{
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_store_generate (store, label, algorithm, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tb_key_get_algorithm (key), ==, algorithm);
  return key;
}

TbKey *
keystore_load (TbKeyStore *store, const char *label)
{
  g_autoptr (GError) error = NULL;
  TbKey *key = tb_key_store_load (store, label, &error);

  g_assert_no_error (error);
  return key;
}

void
keystore_assert_refused (const char *address, const char *pin, TbCryptoError code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_open (address, pin, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, (int) code);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, error->message);
}

void
keystore_assert_same (TbKey *one, TbKey *other)
{
  g_assert_true (g_bytes_equal (tb_key_get_spki (one), tb_key_get_spki (other)));
}

void
keystore_assert_stays (TbKeyStore *store, const char *label, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_key_store_export (store, label, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, error->message);
}
