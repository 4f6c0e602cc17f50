from app.server.main import main

raise SystemExit(main())
