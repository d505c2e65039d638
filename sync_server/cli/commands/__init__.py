"""One module a noun; a command is imported when it is called."""

COMMANDS: dict[str, str] = {
    "init": "init:INIT",
    "run": "run:RUN",
    "user add": "user:ADD",
    "user list": "user:LIST",
    "user retire": "user:RETIRE",
    "user link": "user:LINK",
    "enrol-code": "device:ENROL_CODE",
    "device list": "device:LIST",
    "device revoke": "device:REVOKE",
    "customer import": "customer:IMPORT",
    "handover": "customer:HANDOVER",
    "erase": "customer:ERASE",
    "backup": "backup:BACKUP",
    "restore": "backup:RESTORE",
    "check": "check:CHECK",
    "demo": "demo:DEMO",
}
