authority-nav-overview = Overview

authority-sign-in-title = Sign-in for the authority
authority-sign-in-lead = This part is for the Ministry’s officers and those of its offices in the provinces.
authority-name = User name
authority-password = Password
authority-sign-in-button = Sign in
authority-sign-in-wrong = The user name, the password or the second factor is wrong. A code is taken once; wait for the next one.
authority-sign-in-note = After ten wrong tries nobody can sign in with this name from this network for fifteen minutes, even with the right password.

authority-overview-title = Your post
authority-number = Staff number
authority-place = Province
authority-national = The whole country
authority-duty = Duty
authority-duty-cases = Handles complaints
authority-duty-supervision = Supervises providers and offices
authority-duty-looks = Reads the log of looks
authority-recovery-left = Recovery codes left
authority-recovery-note = If you lose your telephone or have no codes left, ask the operator for a new second factor.
