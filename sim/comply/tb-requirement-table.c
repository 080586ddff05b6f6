/* tb-requirement-table: one row a provision. To add one: its word in tb-provision.h, its row here, a fleet that meets it and one that does not in tests/comply. */
#include "tb-requirement-private.h"

#include <glib/gi18n-lib.h>

/* Who is asked: what its owner has on his list, and so not the computer of a thief. */
#define FLEET        "(SELECT * FROM device WHERE is_inventoried)"
#define ALL          "SELECT count(*) FROM " FLEET
#define WITH(what)   "SELECT count(*) FROM " FLEET " WHERE " what
#define HOLDERS      WITH ("certificate IS NOT NULL")
#define CERTIFICATES "SELECT count(DISTINCT device) FROM certificate WHERE is_current AND state NOT IN ('expired', 'revoked')"

/* What the whole of a group has not installed yet: one image for all, since another would take the place of one that is on its way. */
#define NEWEST "(SELECT family, max(firmware_version) + 1 AS next FROM device GROUP BY family)"

const TbRequirement tb_requirements[TB_N_PROVISIONS] = {
  [TB_PROVISION_UNIQUE_PASSWORDS] = {
    TB_STANDARD_ETSI, "provision 5.1-1", TB_SEVERITY_CRITICAL,
    N_("Where there is a password, each device has its own."),
    N_("Who knows the password of one device knows it for all of its kind. Lists of such passwords are what bots try first."),
    N_("Give each device a password of its own."), "change-credential device={name}",
    WITH ("credential IN ('factory', 'unique')"), "SELECT name FROM " FLEET " WHERE credential = 'factory'" },
  [TB_PROVISION_TIMELY_UPDATES] = {
    TB_STANDARD_ETSI, "provision 5.3-8", TB_SEVERITY_CRITICAL,
    N_("Holes in firmware are mended soon after they are known."),
    N_("A hole that is known is used against everybody who still has it."),
    N_("Send the firmware in which the hole is mended."), "update-firmware device={name} version={next}",
    ALL, "SELECT d.name AS name, d.firmware_version AS what, n.next AS next FROM " FLEET " AS d JOIN " NEWEST " AS n ON n.family = d.family WHERE NOT d.is_patched" },
  [TB_PROVISION_VERIFIED_UPDATES] = {
    TB_STANDARD_ETSI, "provision 5.3-10", TB_SEVERITY_CRITICAL,
    N_("A device installs only firmware that somebody it trusts has signed."),
    N_("A device that installs a stranger's firmware belongs to the stranger, whatever certificate it shows."),
    N_("Send it the maker's firmware, and let it verify what it installs."), "update-firmware device={name} version={next}",
    ALL, "SELECT d.name AS name, d.firmware_version AS what, n.next AS next FROM " FLEET " AS d JOIN " NEWEST " AS n ON n.family = d.family WHERE d.is_tampered" },
  [TB_PROVISION_STORED_KEYS] = {
    TB_STANDARD_ETSI, "provision 5.4-1", TB_SEVERITY_WARNING,
    N_("Secrets are kept where they cannot simply be read out."),
    N_("Who holds the device in his hands reads its flash in minutes, and is the device from then on."),
    N_("Choose hardware that keeps the key in a secure element or a TPM. No command can do that."), NULL,
    HOLDERS, "SELECT name, key_store AS what FROM " FLEET " WHERE certificate IS NOT NULL AND key_store = 'flash'" },
  [TB_PROVISION_OWN_KEYS] = {
    TB_STANDARD_ETSI, "provision 5.4-4", TB_SEVERITY_CRITICAL,
    N_("Each device has keys of its own."),
    N_("One key in many devices is lost for all of them as soon as one is opened."),
    N_("Let each make a new key with its next certificate."), "renew device={name}",
    HOLDERS,
    "SELECT d.name AS name, k.n_holders AS what FROM key AS k CROSS JOIN " FLEET " AS d WHERE k.n_holders > 1 AND d.name = k.holder"
    " AND k.id = (SELECT c.key FROM certificate AS c WHERE c.id = d.certificate)" },
  [TB_PROVISION_PROTECTED_TALK] = {
    TB_STANDARD_ETSI, "provision 5.5-1", TB_SEVERITY_CRITICAL,
    N_("What a connected device says is protected by TLS."),
    N_("Anybody on the way reads what is said in the clear, and can say something else."),
    N_("Replace it, or let its gateway keep it from the broker until it can speak TLS."), "bar device={name} state=on",
    WITH ("is_connected"), "SELECT name FROM " FLEET " WHERE is_connected AND name NOT IN (SELECT client FROM session WHERE is_open)" },
  [TB_PROVISION_VERIFIED_PEERS] = {
    TB_STANDARD_ETSI, "provision 5.5-1", TB_SEVERITY_CRITICAL,
    N_("Who uses TLS looks at the certificate that is shown."),
    N_("Encryption to whoever answers is encryption to an attacker who answers first."),
    N_("Let it verify certificates again."), "verify {whom} state=on",
    "SELECT (SELECT count(*) FROM " FLEET " WHERE authority IS NOT NULL) + (SELECT count(*) FROM service WHERE demands_certificate)",
    "SELECT name, 'device=' || name AS whom FROM " FLEET " WHERE authority IS NOT NULL AND NOT is_verifying"
    " UNION ALL SELECT name, 'broker=' || name AS whom FROM service WHERE demands_certificate AND NOT is_verifying" },
  [TB_PROVISION_MANAGED_BY_PROOF] = {
    TB_STANDARD_ETSI, "provision 5.5-5", TB_SEVERITY_CRITICAL,
    N_("Nobody changes a device over the network without proving who he is."),
    N_("A management port that asks nothing obeys everybody who finds it."),
    N_("Let it be managed over TLS, with certificates of both sides."), "manage-over-tls device={name}",
    WITH ("management <> 'off'"), "SELECT name FROM " FLEET " WHERE management = 'open'" },
  [TB_PROVISION_HIDDEN_PASSWORDS] = {
    TB_STANDARD_ETSI, "provision 5.5-7", TB_SEVERITY_CRITICAL,
    N_("Passwords do not cross the network for others to read."),
    N_("A password that was overheard opens the device for the listener until it is changed."),
    N_("Change the password, and end what sends it in the clear: else it is read again at the next connection."), "change-credential device={name}",
    WITH ("credential <> 'none' OR is_exposed"), "SELECT name FROM " FLEET " WHERE is_exposed" },
  [TB_PROVISION_CLOSED_DOORS] = {
    TB_STANDARD_ETSI, "provision 5.6-1", TB_SEVERITY_WARNING,
    N_("Network services that nobody needs are closed."),
    N_("Each open port is one more way in. Telnet is the one by which outbreaks came."),
    N_("Close its telnet port."), "close-telnet device={name}",
    ALL, "SELECT name FROM " FLEET " WHERE telnet = 'open'" },

  [TB_PROVISION_KEY_STRENGTH] = {
    TB_STANDARD_NIST, "section 5.6.3", TB_SEVERITY_WARNING,
    N_("A key is strong enough for as long as its certificate is good: 112 bits, from 2031 on 128."),
    N_("A certificate that outlives the strength of its key vouches for something that may be forged by then."),
    N_("Let certificates of its group end before 2031, or choose hardware with P-256; it counts from the next renewal on."), "policy group={family} lifetime=365d",
    CERTIFICATES, NULL, "NIST SP 800-57", TB_LINT_NOTICE },
  [TB_PROVISION_CRYPTOPERIOD] = {
    TB_STANDARD_NIST, "section 5.3.6", TB_SEVERITY_WARNING,
    N_("A key by which a device proves who it is is used for two years at most."),
    N_("The longer a key is used, the more opportunities there are to steal it, and the more is lost with it."),
    N_("Let certificates of its group last a year, with a new key each time; it counts from the next renewal on."), "policy group={family} lifetime=365d",
    HOLDERS,
    "SELECT d.name AS name, (c.not_after_us - k.made_us) / duration('1d') || ' d' AS what, d.family AS family FROM " FLEET " AS d CROSS JOIN certificate AS c CROSS JOIN key AS k"
    " WHERE c.id = d.certificate AND k.holder = d.name AND k.id = c.key AND c.not_after_us - k.made_us > duration('731d')" },
  [TB_PROVISION_COMPROMISED_KEYS] = {
    TB_STANDARD_NIST, "section 5.5", TB_SEVERITY_CRITICAL,
    N_("A key that somebody else has is out of use."),
    N_("For everybody else its holder and the thief are one and the same."),
    N_("Revoke the certificate, and enrol anew with a new key."), "revoke device={name} reason=keyCompromise",
    "SELECT (SELECT count(*) FROM " FLEET " WHERE certificate IS NOT NULL) + (SELECT count(*) FROM service WHERE state IN ('valid', 'revoked'))",
    "SELECT name, thief AS what FROM " FLEET " WHERE thief IS NOT NULL AND state IN ('valid', 'renewing', 'expiring')"
    " UNION ALL SELECT name, thief AS what FROM service WHERE is_stolen AND state = 'valid'" },

  [TB_PROVISION_IN_TIME] = {
    TB_STANDARD_RFC, "RFC 5280 section 6.1.3", TB_SEVERITY_CRITICAL,
    N_("The certificate in use has not ended."),
    N_("Whoever checks refuses it. Whoever does not check believes something that nobody vouches for any more."),
    N_("Enrol it anew: no authority renews what has ended. Then find out why it was not renewed in time."), "enrol device={name}",
    HOLDERS, "SELECT name FROM " FLEET " WHERE state = 'expired'" },
  [TB_PROVISION_NOT_REVOKED] = {
    TB_STANDARD_RFC, "RFC 5280 section 6.1.3", TB_SEVERITY_CRITICAL,
    N_("Nobody is connected with a certificate that was revoked."),
    N_("A revocation that nobody asks about changes nothing."),
    N_("Let its gateway keep it from the broker, and let the broker ask about revocation."), "bar device={name} state=on",
    /* Whoever it is: a thief most of all. */
    "SELECT count(*) FROM device WHERE is_connected AND certificate IS NOT NULL", "SELECT name, service AS what FROM device WHERE state = 'revoked' AND is_connected" },
  [TB_PROVISION_FRESH_LISTS] = {
    TB_STANDARD_RFC, "RFC 5280 section 5.1.2.5", TB_SEVERITY_WARNING,
    N_("An authority publishes its next list in time."),
    N_("With an old list, everybody either goes on blindly or stands still."),
    N_("Bring the authority back."), "outage authority={name} state=off",
    "SELECT count(*) FROM authority WHERE crl_next_us IS NOT NULL", "SELECT name FROM authority WHERE crl_next_us < :now_us" },
  [TB_PROVISION_WELL_FORMED] = {
    TB_STANDARD_RFC, "RFC 5280 section 4", TB_SEVERITY_WARNING,
    N_("Certificates in use are formed as the profile of the Internet says."),
    N_("Software that reads strictly refuses what is not; software that reads loosely understands it in different ways."),
    N_("Mend what the authority issues, then renew. The codes are those of trustbed-cli lint."), NULL, CERTIFICATES, NULL, "RFC 5280", TB_LINT_WARNING },
  [TB_PROVISION_IOT_PROFILE] = {
    TB_STANDARD_RFC, "RFC 7925 section 4.4", TB_SEVERITY_NOTICE,
    N_("Certificates in use fit small devices."),
    N_("Pointers, extensions and names that nobody needs cost memory, bytes and battery in every handshake."),
    N_("Mend what the authority issues, then renew. The codes are those of trustbed-cli lint."), NULL, CERTIFICATES, NULL, "RFC 7925", TB_LINT_NOTICE },

  [TB_PROVISION_FACTORY_IDENTITY] = {
    TB_STANDARD_IEEE, "IDevID", TB_SEVERITY_WARNING,
    N_("A device has an identity from its factory, and proves with it who it is when it is new."),
    N_("Without one, a secret that somebody typed is all that tells a new device from a stranger."),
    N_("Let new devices of the group show the certificate of their maker."), "policy group={family} first-proof=factory",
    ALL, "SELECT name, first_proof AS what, CASE WHEN authority IS NOT NULL THEN family END AS family FROM " FLEET " WHERE first_proof IS NULL OR first_proof <> 'factory'" },
  [TB_PROVISION_LOCAL_IDENTITY] = {
    TB_STANDARD_IEEE, "LDevID", TB_SEVERITY_WARNING,
    N_("A device in operation has an identity from its owner."),
    N_("What only the maker vouches for is known to its owner by nobody's word but the maker's."),
    N_("Enrol it with the owner's authority."), "enrol device={enrol}",
    WITH ("is_on"), "SELECT name, CASE WHEN authority IS NOT NULL THEN name END AS enrol FROM " FLEET " WHERE is_on AND (certificate IS NULL OR state IN ('none', 'lost'))" },
};
