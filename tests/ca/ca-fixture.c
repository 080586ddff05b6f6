/* ca-fixture: see the header. */
#include "ca-fixture.h"


#include "tb-name-text.h"
#include "scratch.h"

const TbCaActor ca_boss = { "boss", NOW_US };

/* In memory where there is a place for that: a disk makes each of the many commits wait. */
static char *
make_folder (void)
{
  char *folder = g_strdup ("/dev/shm/trustbed-ca-XXXXXX");

  if (g_mkdtemp_full (folder, 0700) != NULL)
    return folder;
  g_free (folder);
  return g_dir_make_tmp ("trustbed-ca-XXXXXX", NULL);
}

void
ca_fixture_set_up (CaFixture *fixture, gconstpointer data)
{
  TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = "CN=Test Root,O=Trustbed", .n_issuing = 1, .crl_address = "http://127.0.0.1/{issuer}.crl" };
  g_autoptr (GError) error = NULL;

  fixture->folder = make_folder ();
  fixture->directory = g_build_filename (fixture->folder, "lab", NULL);
  g_assert_true (tb_ca_init (fixture->directory, &setup, &ca_boss, &error));
  g_assert_no_error (error);
  fixture->key = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL);
  ca_reopen (fixture);
}

void
ca_reopen (CaFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->ca, tb_ca_close);
  fixture->ca = tb_ca_open (fixture->directory, NULL, &error);
  g_assert_no_error (error);
}

void
ca_fixture_tear_down (CaFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->ca, tb_ca_close);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->directory);
  tb_key_unref (fixture->key);
}

TbCaPending *
ca_reserve (CaFixture *fixture, TbCertificateProfile profile, const char *subject, const TbCaActor *actor, GError **error)
{
  X509_NAME *name = tb_name_parse (subject, error);
  TbCaOrder order = { .profile = tb_issue_profile_get_builtin (profile), .subject = name, .public_key = tb_key_get_pkey (fixture->key), .action = "issue" };
  TbCaPending *pending = tb_ca_reserve (fixture->ca, &order, actor, error);

  X509_NAME_free (name);
  return pending;
}

TbCertificate *
ca_issue (CaFixture *fixture, TbCertificateProfile profile, const char *subject, const TbCaActor *actor, GError **error)
{
  g_autoptr (TbCaPending) pending = ca_reserve (fixture, profile, subject, actor, error);

  return pending != NULL && tb_ca_pending_sign (pending, error) ? tb_ca_pending_record (pending, error) : NULL;
}
