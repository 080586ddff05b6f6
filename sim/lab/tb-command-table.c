/* tb-command-table: which commands there are; the one place that says so. */
#include "tb-command.h"

#include <glib/gi18n-lib.h>

#define ARGUMENTS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static const TbCommandInfo infos[TB_N_COMMANDS] = {
  [TB_COMMAND_POWER] = { "power", ARGUMENTS ("device", "state"), N_("Switches a device on or off."), "power device=lock-03 state=off" },
  [TB_COMMAND_ENROL] = { "enrol", ARGUMENTS ("device?", "group?"), N_("Lets a device, or all of a group that has none, ask its authority for its first certificate."), "enrol device=lock-03" },
  [TB_COMMAND_RENEW] = { "renew", ARGUMENTS ("device?", "group?"), N_("Lets a device, a whole group or a broker ask for the next certificate now: with a new key where the policy says so, a broker always."), "renew device=lock-03" },
  [TB_COMMAND_CONNECT] = { "connect", ARGUMENTS ("device", "to?"), N_("Lets a device connect to its broker, or try another one."), "connect device=camera-04 to=broker" },
  [TB_COMMAND_DISCONNECT] = { "disconnect", ARGUMENTS ("device"), N_("Closes a device's session with its broker."), "disconnect device=lock-03" },
  [TB_COMMAND_PUBLISH] = { "publish", ARGUMENTS ("device", "topic", "message"), N_("Lets a device publish a message to any topic; the broker decides."),
                           "publish device=bulb-07 topic=home/lock-01/command message=open" },
  [TB_COMMAND_REPORT] = { "report", ARGUMENTS ("device", "interval"), N_("Changes how often a device reports; 0s stops it."), "report device=thermostat-02 interval=5s" },
  [TB_COMMAND_REVOKE] = { "revoke", ARGUMENTS ("device?", "group?", "reason?", "certificate?"),
                          N_("Lets the authority take the certificate of a device, a broker or a whole group back for good: the present one, or the former."),
                          "revoke device=lock-03 reason=keyCompromise" },
  [TB_COMMAND_HOLD] = { "hold", ARGUMENTS ("device"), N_("Lets the authority hold a device's certificate back, until it is released."), "hold device=lock-03" },
  [TB_COMMAND_RELEASE] = { "release", ARGUMENTS ("device"), N_("Lifts the hold on a device's certificate."), "release device=lock-03" },
  [TB_COMMAND_RESPONDER] = { "responder", ARGUMENTS ("authority", "state"), N_("Switches an authority's OCSP responder on or off."), "responder authority=authority state=off" },
  [TB_COMMAND_DROP_TICKETS] = { "drop-tickets", ARGUMENTS ("broker"), N_("Lets a broker forget its tickets: everybody begins with a full handshake again."), "drop-tickets broker=broker" },
  [TB_COMMAND_TRUST] = { "trust", ARGUMENTS ("device?", "group?", "authority?", "certificate-of?"), N_("Puts an authority's root, or one peer's certificate alone, into the trust store of a device, or of a whole group."), "trust device=lock-03 authority=vendor-authority" },
  [TB_COMMAND_DISTRUST] = { "distrust", ARGUMENTS ("device?", "group?", "authority?", "certificate-of?"), N_("Takes an authority's root, or one peer's certificate, out of the trust store of a device, or of a whole group."), "distrust device=lock-03 authority=authority" },
  [TB_COMMAND_ROLLOVER] = { "rollover", ARGUMENTS ("authority"), N_("Gives an authority a new root, certified by the old one too."), "rollover authority=authority" },
  [TB_COMMAND_UPDATE_TRUST] = { "update-trust", ARGUMENTS ("group", "share"), N_("Lets an authority tell a share of a group, in percent, of its new root."), "update-trust group=lock share=50" },
  [TB_COMMAND_RETIRE] = { "retire", ARGUMENTS ("authority"), N_("Lets an authority give its old root up; whoever trusts only that is lost."), "retire authority=authority" },
  [TB_COMMAND_SIGN] = { "sign", ARGUMENTS ("device", "message", "verify?", "scheme?", "flip?"), N_("Lets a device sign a message on the bench, verified with its own key or another's; bits can be turned over."), "sign device=lock-03 message=open verify=lock-04" },
  [TB_COMMAND_UPDATE_FIRMWARE] = { "update-firmware", ARGUMENTS ("device?", "group?", "version", "share?", "image?", "size?", "authority?"),
                                   N_("Sends firmware to a device, or to a share of a group, in percent; good, or with something wrong with it."),
                                   "update-firmware group=lock version=2 share=20" },
  [TB_COMMAND_HANDSHAKE] = { "handshake", ARGUMENTS ("device", "to?", "tls?", "kex?", "key?", "mutual?", "resume?",
                             "fail?", "at?", "attack?", "pin?", "scsv?", "careless?", "constrain?", "retry?", "key-update?", "close?", "data?", "staple?", "must-staple?", "staple-policy?"),
                             N_("Lets a device make a handshake on purpose: a good one, one that fails, or one that is intercepted."),
                             "handshake device=lock-03 fail=expired" },
  [TB_COMMAND_CHANGE_CREDENTIAL] = { "change-credential", ARGUMENTS ("device?", "group?", "share?"),
                                     N_("Gives a device, or a share of a group, a password of its own."), "change-credential group=camera" },
  [TB_COMMAND_CLOSE_TELNET] = { "close-telnet", ARGUMENTS ("device?", "group?", "share?"), N_("Closes the telnet port of a device, or of a share of a group."),
                                "close-telnet device=camera-04" },
  [TB_COMMAND_MANAGE_OVER_TLS] = { "manage-over-tls", ARGUMENTS ("device?", "group?", "share?"),
                                   N_("Lets a device be managed only by who shows a certificate that it trusts."), "manage-over-tls group=lock" },
  [TB_COMMAND_SEGMENT] = { "segment", ARGUMENTS ("device?", "group?", "share?", "network"), N_("Moves a device, or a share of a group, to another network."),
                           "segment group=camera network=internet" },
  [TB_COMMAND_FILTER_EGRESS] = { "filter-egress", ARGUMENTS ("device?", "group?", "share?", "state"),
                                 N_("Lets a gateway keep a device, or a share of a group, from everybody but its broker."), "filter-egress group=camera state=on" },
  [TB_COMMAND_QUARANTINE] = { "quarantine", ARGUMENTS ("device?", "group?", "share?", "state"),
                              N_("Cuts a device, or a share of a group, off from everybody, or lets it back."), "quarantine device=camera-04 state=on" },
  [TB_COMMAND_BAR] = { "bar", ARGUMENTS ("device?", "group?", "share?", "state"),
                       N_("Lets gateways keep a device, or a share of a group, from brokers; its other doors stay as they are."), "bar device=camera-04 state=on" },
  [TB_COMMAND_REBOOT] = { "reboot", ARGUMENTS ("device?", "group?", "share?"), N_("Starts a device, or a share of a group, anew: what was only in memory is gone."),
                          "reboot device=camera-04" },
  [TB_COMMAND_LIMIT_RATE] = { "limit-rate", ARGUMENTS ("service", "kbps"), N_("Limits what a service takes from one client; 0 for no limit."),
                              "limit-rate service=shop kbps=100" },
  [TB_COMMAND_OUTBREAK] = { "outbreak", ARGUMENTS ("state"), N_("Lets the attacker begin to look for devices, or stop; bots go on by themselves."), "outbreak state=off" },
  [TB_COMMAND_INFECT] = { "infect", ARGUMENTS ("device"), N_("Lets the attacker take a device himself."), "infect device=camera-04" },
  [TB_COMMAND_FLOOD] = { "flood", ARGUMENTS ("service", "state"), N_("Lets the attacker send all bots against a service, or call them off."), "flood service=shop state=on" },
  [TB_COMMAND_OUTAGE] = { "outage", ARGUMENTS ("authority", "state"), N_("Lets an authority fall silent, or answer again: certificates, lists and its responder."),
                          "outage authority=authority state=on" },
  [TB_COMMAND_MISCONFIGURE] = { "misconfigure", ARGUMENTS ("authority", "with"),
                                N_("Lets an authority issue with a wrong subjectAltName (san), without clientAuth (eku) or without the chain (chain), or rightly again (none)."),
                                "misconfigure authority=authority with=san" },
  [TB_COMMAND_RENEW_AUTHORITY] = { "renew-authority", ARGUMENTS ("authority"),
                                   N_("Gives an authority another issuing certificate with the same key, before or after the old one has ended."),
                                   "renew-authority authority=authority" },
  [TB_COMMAND_SET_CLOCK] = { "set-clock", ARGUMENTS ("device", "time"), N_("Sets the clock of a device: to a moment such as 1970-01-01T00:00:00Z, or to the right time with now."),
                             "set-clock device=lock-03 time=1970-01-01T00:00:00Z" },
  [TB_COMMAND_POLICY] = { "policy", ARGUMENTS ("group", "protocol?", "bootstrap?", "first-proof?", "renewal-proof?", "lifetime?", "renew-before?", "jitter?", "rekey?",
                          "retry?", "retry-most?", "keep-old?", "offline?", "clock?", "key-origin?"),
                          N_("Changes how a group gets its certificates: in which protocol, for how long, when they are renewed, and who makes the keys."),
                          "policy group=lock lifetime=30d renew-before=10d jitter=1d" },
  [TB_COMMAND_ROGUE_REGISTRAR] = { "rogue-registrar", ARGUMENTS ("authority", "state"),
                                   N_("Lets a stranger's authority answer new devices before their own does, or fall silent."), "rogue-registrar authority=vendor-authority state=on" },
  [TB_COMMAND_STEAL_KEY] = { "steal-key", ARGUMENTS ("device", "thief"), N_("Lets a thief copy a device's key, who then renews its certificate whenever that is due; or a broker's, to read what was recorded and to be the broker."),
                             "steal-key device=lock-03 thief=camera-01" },
  [TB_COMMAND_TUNE] = { "tune", ARGUMENTS ("scan-rate?", "addresses?", "hit-probability?", "reboot-every?", "clean-every?", "flood-kbps?"),
                        N_("Changes what bots do: probes a second, among how many addresses, how often they get in, how often they reboot or are cleaned, how much they send."),
                        "tune scan-rate=100 reboot-every=1d" },
  [TB_COMMAND_VERIFY] = { "verify", ARGUMENTS ("device?", "group?", "broker?", "state"),
                          N_("Lets a device, a whole group or a broker look at what its peers show, or believe everybody."), "verify device=lock-03 state=off" },
  [TB_COMMAND_MOVE] = { "move", ARGUMENTS ("device?", "group?", "to"), N_("Lets a device, or a whole group, report to another broker from now on."),
                        "move device=lock-03 to=old-broker" },
  [TB_COMMAND_DEMAND_CERTIFICATES] = { "demand-certificates", ARGUMENTS ("broker", "state"),
                                       N_("Lets a broker demand certificates of its clients, or take anyone; who has shown none has to come again."),
                                       "demand-certificates broker=broker state=off" },
  [TB_COMMAND_CHECK_REVOCATION] = { "check-revocation", ARGUMENTS ("device?", "group?", "broker?", "by", "fail?"),
                                    N_("Lets a device, a group or a broker ask whether a certificate was revoked: by lists, a responder or staples; without an answer it goes on (soft) or refuses (hard)."),
                                    "check-revocation group=lock by=staple fail=hard" },
  [TB_COMMAND_STAPLE] = { "staple", ARGUMENTS ("broker", "state"), N_("Lets a broker send the responder's answer about its own certificate along, or stop."),
                          "staple broker=broker state=on" },
  [TB_COMMAND_IMPERSONATE] = { "impersonate", ARGUMENTS ("device?", "group?", "broker"),
                               N_("Lets whoever has stolen a broker's key answer a device, or a group, in its place."), "impersonate device=lock-03 broker=broker" },
  [TB_COMMAND_WAIVE] = { "waive", ARGUMENTS ("provision", "device?", "group?", "until", "reason"),
                         N_("Lets a device, or a whole group, off from a provision of a standard, until a time of the run such as 30d or a moment, and says why."),
                         "waive provision=closed-doors device=camera-04 until=30d reason='is replaced next month'" },
  [TB_COMMAND_UNWAIVE] = { "unwaive", ARGUMENTS ("provision", "device?", "group?"), N_("Ends a waiver before its time."),
                           "unwaive provision=closed-doors device=camera-04" },
};


/**
 * tb_command_get_info:
 * @command: less than %TB_N_COMMANDS
 *
 * Returns: (transfer none): its row of the table
 */
const TbCommandInfo *
tb_command_get_info (guint command)
{
  return &infos[command];
}
