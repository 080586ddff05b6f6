/* The private key of a device can be made again from the seed, for each of its certificates, and for nobody else's. */
#include <string.h>

#include "tb-device-key.h"
#include "tb-run.h"
#include "tb-units.h"

static const char house[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<scenario id='house' seed='7' start='2026-03-02T06:00:00Z' duration='10m'>\n"
  "  <title>House</title><description>A house.</description>\n"
  "  <authority name='authority' profile='server'><label>Service</label></authority>\n"
  "  <broker name='broker' authority='authority' clients='certificate' topics='home/{name}/#' profile='server'><label>Service</label></broker>\n"
  "  <gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='authority' lifetime='6d' start='2s'><label>Gateway</label></gateway>\n"
  "  <devices name='lock' count='2' icon='lock' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='authority'\n"
  "           lifetime='3d' service='broker' topic='home/{name}/state' interval='60s' start='3s' spread='0s'><label>Thing</label><report>{n}</report></devices>\n"
  "</scenario>\n";

typedef struct
{
  TbRun *run;
  TbCrypto *crypto;
  GPtrArray *certificates;    /* of lock-01 */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (house, strlen (house), "house.xml", &error);
  TbJournal *journal;
  guint32 lock;

  g_assert_no_error (error);
  f->run = tb_run_new (scenario, NULL, NULL, &error);
  g_assert_true (tb_run_submit (f->run, "@1m renew device=lock-01", &error));
  tb_run_set_target (f->run, 2 * TB_US_PER_MINUTE);
  tb_run_wait (f->run, 2 * TB_US_PER_MINUTE);
  f->crypto = tb_crypto_get_seeded (&error);
  f->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  journal = tb_run_get_journal (f->run);
  lock = tb_fleet_find (tb_run_get_fleet (f->run), "lock-01");
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    if (tb_journal_get (journal, i)->kind == TB_RECORD_CERTIFICATE_ISSUED && tb_journal_get (journal, i)->subject == lock)
      g_ptr_array_add (f->certificates, tb_certificate_new_from_der (f->crypto, tb_journal_get_payload (journal, tb_journal_get (journal, i)->payload), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->certificates->len, ==, 2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->certificates);
  tb_run_unref (f->run);
}

static TbKey *
make (Fixture *f, guint64 seed, const char *name, guint certificate, GError **error)
{
  TbFleet *fleet = tb_run_get_fleet (f->run);

  return tb_device_key_new (f->crypto, seed, fleet, tb_fleet_find (fleet, name), g_ptr_array_index (f->certificates, certificate), error);
}

static void
every_certificate_has_its_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) first = make (f, tb_run_get_seed (f->run), "lock-01", 0, &error);
  g_autoptr (TbKey) second = make (f, tb_run_get_seed (f->run), "lock-01", 1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (X509_check_private_key (tb_certificate_get_x509 (g_ptr_array_index (f->certificates, 0)), tb_key_get_pkey (first)), ==, 1);
  g_assert_cmpint (X509_check_private_key (tb_certificate_get_x509 (g_ptr_array_index (f->certificates, 1)), tb_key_get_pkey (second)), ==, 1);
  g_assert_false (g_bytes_equal (tb_key_get_spki (first), tb_key_get_spki (second)));
}

static void
a_public_half_leads_to_the_key (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TbFleet *fleet = tb_run_get_fleet (f->run);
  guint32 lock = tb_fleet_find (fleet, "lock-01");
  g_autoptr (TbKey) second = make (f, tb_run_get_seed (f->run), "lock-01", 1, &error);
  g_autoptr (TbKey) again = tb_device_key_new_for_spki (f->crypto, tb_run_get_seed (f->run), fleet, lock, tb_key_get_spki (second), &error);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);

  g_assert_no_error (error);
  g_assert_cmpint (EVP_PKEY_eq (tb_key_get_pkey (second), tb_key_get_pkey (again)), ==, 1);
  g_assert_null (tb_device_key_new_for_spki (f->crypto, tb_run_get_seed (f->run), fleet, lock + 1, tb_key_get_spki (second), &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_device_key_new_for_spki (f->crypto, tb_run_get_seed (f->run), fleet, lock, junk, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

static void
another_device_or_seed_has_none (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (make (f, tb_run_get_seed (f->run), "lock-02", 0, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (make (f, tb_run_get_seed (f->run) + 1, "lock-01", 0, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

#define ADD(path, func) g_test_add ("/device-key/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("every", every_certificate_has_its_key);
  ADD ("public", a_public_half_leads_to_the_key);
  ADD ("none", another_device_or_seed_has_none);
  return g_test_run ();
}
